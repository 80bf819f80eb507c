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
    final LongAdder appended = new LongAdder();
    final LongAdder batches = new LongAdder();
    final LongAdder applied = new LongAdder();
    final LongAdder skipped = new LongAdder();
    final LongAdder invalidMessages = new LongAdder();
    final LongAdder termJumps = new LongAdder();
    final LongAdder unreadableProposals = new LongAdder();
    final LongAdder leaderChanges = new LongAdder();
    final LongAdder syncs = new LongAdder();
    final LongAdder syncNanos = new LongAdder();
    final LongAccumulator syncNanosMax = new LongAccumulator(Math::max, 0);
    final LongAdder slowSyncs = new LongAdder();
    final LongAdder messagesSent = new LongAdder();
    final LongAdder messagesReceived = new LongAdder();
    final LongAdder snapshotsTaken = new LongAdder();
    final LongAdder snapshotsInstalled = new LongAdder();

    /// A moment's values.
    ///
    /// @param appended            entries written to the log
    /// @param batches             turns of the log writer that appended entries
    /// @param skipped             entries that no command or no possible change was found in
    /// @param invalidMessages     members' messages that contradict themselves or this member's state
    /// @param termJumps           members' messages of a term too far ahead
    /// @param unreadableProposals passed on by members
    /// @param slowSyncs           those of more than a second
    public record Values(long writes, long writesFailed, long reads, long readsFailed, long overloaded, long appended, long batches,
            long applied, long skipped,
            long invalidMessages, long termJumps, long unreadableProposals, long leaderChanges, long syncs, long syncNanos,
            long syncNanosMax, long slowSyncs, long messagesSent, long messagesReceived, long snapshotsTaken,
            long snapshotsInstalled) {}

    public Values values() {
        return new Values(writes.sum(), writesFailed.sum(), reads.sum(), readsFailed.sum(), overloaded.sum(),
                appended.sum(), batches.sum(), applied.sum(), skipped.sum(),
                invalidMessages.sum(), termJumps.sum(), unreadableProposals.sum(), leaderChanges.sum(), syncs.sum(), syncNanos.sum(),
                syncNanosMax.get(), slowSyncs.sum(), messagesSent.sum(), messagesReceived.sum(),
                snapshotsTaken.sum(), snapshotsInstalled.sum());
    }
}
