package dev.raftd.server.replica;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/// What a replica counts since it started. Thread-safe.
public final class Counters {
    final LongAdder writes = new LongAdder();
    final LongAdder writesFailed = new LongAdder();
    final LongAdder reads = new LongAdder();
    final LongAdder readsFailed = new LongAdder();
    final LongAdder overloaded = new LongAdder();
    final LongAdder applied = new LongAdder();
    final LongAdder skipped = new LongAdder();
    final LongAdder refusedMessages = new LongAdder();
    final LongAdder leaderChanges = new LongAdder();
    final LongAdder syncs = new LongAdder();
    final LongAdder syncNanos = new LongAdder();
    final LongAccumulator syncNanosMax = new LongAccumulator(Math::max, 0);
    final LongAdder slowSyncs = new LongAdder();
    final LongAdder snapshotsTaken = new LongAdder();
    final LongAdder snapshotsInstalled = new LongAdder();

    /// A moment's values.
    ///
    /// @param skipped         entries that no command was found in
    /// @param refusedMessages members' messages that were not stepped
    /// @param slowSyncs       those of more than a second
    public record Values(long writes, long writesFailed, long reads, long readsFailed, long overloaded, long applied, long skipped,
            long refusedMessages, long leaderChanges, long syncs, long syncNanos, long syncNanosMax, long slowSyncs, long snapshotsTaken,
            long snapshotsInstalled) {}

    public Values values() {
        return new Values(writes.sum(), writesFailed.sum(), reads.sum(), readsFailed.sum(), overloaded.sum(), applied.sum(), skipped.sum(),
                refusedMessages.sum(), leaderChanges.sum(), syncs.sum(), syncNanos.sum(), syncNanosMax.get(), slowSyncs.sum(),
                snapshotsTaken.sum(), snapshotsInstalled.sum());
    }
}
