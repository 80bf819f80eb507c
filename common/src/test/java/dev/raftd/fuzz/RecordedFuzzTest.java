package dev.raftd.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.trace.Recorder;
import dev.raftd.trace.RecorderConfig;
import dev.raftd.trace.Recording;
import dev.raftd.trace.RecordingException;
import dev.raftd.trace.Replay;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Everything the fuzzer does to a group, with elections, snapshots, configuration changes and crashes, replays to the same Readys, byte for
/// byte. `-Drecord.seed=N` repeats a seed; `-Drecord.events=1000000` replays so many events in all.
final class RecordedFuzzTest {
    private static final int STEPS = 6_000;
    private static long nanos;
    private static long backNanosMax;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));

    @Test
    void everyLifeOfEveryNodeReplaysByteForByte() {
        Long only = Long.getLong("record.seed");
        if (only != null) {
            replayed(only, 64 << 20, 1_600);
            return;
        }
        long wanted = Long.getLong("record.events", 100_000);
        long events = 0;
        for (long seed = 0; events < wanted; seed++) {
            events += replayed(seed, 16 << 20, 100_000);
        }
        System.out.printf(Locale.ROOT, "replayed %d events, %d events/s, the slowest going back took %d us%n", events,
                events * 1_000_000_000L / nanos, backNanosMax / 1_000);
    }

    @Test
    void ringBeginsAnywhereAndReplaysByteForByte() {
        LongStream.range(0, 20).forEach(seed -> assertThat(replayed(seed, 1 << 20, 160)).isPositive());
    }

    private static long replayed(long seed, long memoryBytes, int eventsMax) {
        List<Recorder> recorders = new ArrayList<>();
        long[] nanos = new long[1];
        new FuzzRun(seed, id -> {
            RecorderConfig.About about = new RecorderConfig.About(id, "00", "test");
            Recorder recorder = new Recorder(new RecorderConfig(about, memoryBytes, eventsMax, CLOCK, () -> nanos[0] += 1_000), null);
            recorders.add(recorder);
            return recorder;
        }).run(STEPS);
        long events = 0;
        for (Recorder recorder : recorders) {
            assertThat(recorder.lostEvents()).isZero();
            events += replay(recorder, "seed " + seed);
        }
        return events;
    }

    /// What other processes do meanwhile does not count.
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /// From the end to some place and back again.
    private static void measureGoingBack(Replay replay) throws RecordingException {
        long first = replay.recording().firstSeq();
        long last = replay.recording().lastSeq();
        for (int i = 1; i < 4 && first <= last; i++) {
            long begun = cpuNanos();
            replay.goTo(first + (last - first) * i / 4);
            backNanosMax = Math.max(backNanosMax, cpuNanos() - begun);
            replay.goTo(last);
        }
    }

    private static long replay(Recorder recorder, String what) {
        try {
            Recording recording = Recording.parse(recorder.save().toBytes());
            Replay replay = new Replay(recording);
            long begun = cpuNanos();
            for (Replay.Step step = replay.next(); step != null; step = replay.next()) {
                if (step.difference() != null) {
                    throw new AssertionError(what + ", node " + recording.about().node() + ", event " + step.event().seq() + " "
                            + step.event().input() + ": " + step.difference());
                }
            }
            nanos += cpuNanos() - begun;
            measureGoingBack(replay);
            assertThat(recording.isComplete()).isTrue();
            return recording.eventCount();
        } catch (RecordingException e) {
            throw new AssertionError(what, e);
        }
    }
}
