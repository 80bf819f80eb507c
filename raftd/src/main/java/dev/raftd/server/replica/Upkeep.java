package dev.raftd.server.replica;

import dev.raftd.api.DiskStatus;
import dev.raftd.api.ScrubStatus;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.Scrub;
import dev.raftd.server.storage.SegmentedLog;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/// What the disk gets every second, in the background: a look at how much is free, and a piece of the scrub. What cannot be read, or is not
/// what was written, is fatal.
///
/// [#ticked] on the raft loop, [#status] on any thread.
final class Upkeep {
    private static final long PERIOD_MILLIS = 1_000;
    /// What was missed while the disk was slow is not made good at once.
    private static final long PERIOD_MILLIS_MAX = 5_000;
    /// A pass takes no longer than this, however slow the scrub is to be.
    private static final long PASS_SECONDS_MAX = 20 * 3_600;

    private final SegmentedLog log;
    private final Scrub scrub;
    private final Executor background;
    private final FatalHandler fatal;
    private final InstantSource clock;
    private final AtomicBoolean running = new AtomicBoolean();
    private long millisSince;
    private volatile long freeBytes;
    private volatile long lastPassMillis;

    /// @param clock for people only
    Upkeep(Recovery.Recovered stored, Executor background, FatalHandler fatal, InstantSource clock) {
        log = stored.log();
        scrub = stored.scrub();
        this.background = background;
        this.fatal = fatal;
        this.clock = clock;
    }

    void ticked(long tickMillis) {
        millisSince += tickMillis;
        if (millisSince >= PERIOD_MILLIS && running.compareAndSet(false, true)) {
            long millis = Math.min(millisSince, PERIOD_MILLIS_MAX);
            millisSince = 0;
            background.execute(() -> run(millis));
        }
    }

    private void run(long millis) {
        try {
            freeBytes = log.freeBytes();
            if (scrub.step(scrubBytes(millis))) {
                lastPassMillis = clock.millis();
            }
        } catch (Throwable e) {
            fatal.halt(e);
        } finally {
            running.set(false);
        }
    }

    private long scrubBytes(long millis) {
        Scrub.Progress progress = scrub.progress();
        long bytesPerSecondMin = progress.totalBytes() / PASS_SECONDS_MAX + 1;
        return progress.bytesPerSecond() == 0 ? 0 : Math.max(progress.bytesPerSecond(), bytesPerSecondMin) * millis / 1_000;
    }

    DiskStatus status(boolean full) {
        Scrub.Progress p = scrub.progress();
        ScrubStatus checked = new ScrubStatus(p.bytesPerSecond(), p.passBytes(), p.totalBytes(), p.readBytes(), p.passes(), lastPassMillis);
        return new DiskStatus(full, freeBytes, log.stats().reserveBytes(), checked);
    }
}
