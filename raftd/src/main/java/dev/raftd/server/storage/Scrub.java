package dev.raftd.server.storage;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Reads again what is durable and checks every checksum, a piece at a time: bytes that rot are found while other members have the data, not
/// when they are needed.
///
///     pass:  segments, the oldest first, up to the durable end ──> snapshots ──> next pass
///
/// It has no thread and no clock: who calls [#step] decides how fast it goes. Safe beside the log's writer and readers; [#step] by one
/// thread at a time, [#progress] by any.
public final class Scrub {
    /// How far it is.
    ///
    /// @param bytesPerSecond how fast it is to go, 0 for not at all
    /// @param passBytes      read in the present pass
    /// @param totalBytes     what there is to read in a pass, as of now
    /// @param readBytes      read since the start
    /// @param passes         that were completed since the start
    public record Progress(long bytesPerSecond, long passBytes, long totalBytes, long readBytes, long passes) {}

    private final StableLog log;
    private final Supplier<Place> durable;
    private final SnapshotStore store;
    private final BooleanSupplier closed;
    private final long bytesPerSecond;
    private final SegmentScrub segments;
    private final SnapshotScrub snapshots;
    private volatile long passBytes;
    private volatile long readBytes;
    private volatile long passes;
    private boolean begun;

    /// @param durable where the log's durable part ends
    /// @param closed  true once the log's files are
    Scrub(StableLog log, Supplier<Place> durable, SnapshotStore store, BooleanSupplier closed, long bytesPerSecond) {
        this.log = log;
        this.durable = durable;
        this.store = store;
        this.closed = closed;
        this.bytesPerSecond = bytesPerSecond;
        segments = new SegmentScrub(log, durable);
        snapshots = new SnapshotScrub(store);
    }

    /// One more, at the beginning of a pass of its own.
    Scrub another() {
        return new Scrub(log, durable, store, closed, bytesPerSecond);
    }

    /// Reads on, at least that much, but not beyond the end of a pass.
    ///
    /// @return true if a pass ended
    /// @throws StorageException CORRUPT: what was durable is not what was written; IO
    public boolean step(long bytesMin) {
        try {
            return stepOpen(bytesMin);
        } catch (IOException e) {
            if (closed.getAsBoolean()) {
                return false;
            }
            throw StorageException.of(e, "cannot read what is to be checked");
        }
    }

    private boolean stepOpen(long bytesMin) throws IOException {
        if (!begun) {
            begin();
        }
        for (long left = bytesMin; left > 0;) {
            long bytes = segments.step(left);
            bytes = bytes > 0 ? bytes : snapshots.step(left);
            if (bytes == 0) {
                begun = false;
                passes = passes + 1;
                return true;
            }
            left -= bytes;
            passBytes = passBytes + bytes;
            readBytes = readBytes + bytes;
        }
        return false;
    }

    private void begin() {
        segments.rewind();
        snapshots.rewind();
        passBytes = 0;
        begun = true;
    }

    public Progress progress() {
        long snapshotBytes = store.list().stream().mapToLong(SnapshotStore.Info::sizeBytes).sum();
        return new Progress(bytesPerSecond, passBytes, log.durableBytes(durable.get()) + snapshotBytes, readBytes, passes);
    }
}
