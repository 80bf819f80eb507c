package dev.raftd.bench;

import dev.raftd.quorum.MajorityConfig;
import dev.raftd.quorum.NodeIds;
import dev.raftd.tracker.Progress;
import dev.raftd.tracker.ProgressMap;
import dev.raftd.tracker.ProgressTracker;
import dev.raftd.tracker.TrackerConfig;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What each acknowledgement pays to learn the committed index. Run with `-prof gc`: it must not allocate.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class QuorumBenchmark {
    @Param({"3", "5", "7"})
    int voters;

    private MajorityConfig majority = MajorityConfig.EMPTY;
    private long[] indexes = {};
    private final ProgressTracker tracker = new ProgressTracker(256, 0);
    private long acked;

    @Setup
    public void setUp() {
        long[] ids = LongStream.rangeClosed(1, voters).toArray();
        majority = new MajorityConfig(NodeIds.of(ids));
        indexes = LongStream.rangeClosed(0, voters).map(id -> id * 7919 % 13).toArray();
        ProgressMap progress = ProgressMap.EMPTY;
        for (long id : ids) {
            progress = progress.with(id, new Progress(0, 1, tracker.newInflights(), false));
        }
        tracker.adopt(TrackerConfig.of(ids), progress);
    }

    /// The arithmetic alone.
    @Benchmark
    public long committedIndex() {
        return majority.committedIndex(id -> indexes[(int) id]);
    }

    /// As a leader does it: an acknowledgement moves one peer's match, then the tracker is asked.
    @Benchmark
    public long acknowledged() {
        acked++;
        tracker.progress().at((int) (acked % voters)).maybeUpdate(acked);
        return tracker.committed();
    }
}
