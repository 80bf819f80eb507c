package dev.raftd.server.storage;

import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.SnapshotMetadata;

/// What a batch in a segment holds, in the order in which it is to be replayed.
public sealed interface LogRecord {
    /// The entry follows the log's last one.
    record Appended(Entry entry) implements LogRecord {}

    /// Replaces the hard state.
    record StateSet(HardState state) implements LogRecord {}

    /// The log ends at `index` again, which has `term`: conflicting entries behind it are void.
    record Truncated(long index, long term) implements LogRecord {}

    /// A snapshot of this node's own state machine is durable.
    record SnapshotTaken(SnapshotMetadata metadata) implements LogRecord {}

    /// A snapshot of the leader's is durable and takes the place of the whole log, which starts anew behind it.
    record SnapshotInstalled(SnapshotMetadata metadata) implements LogRecord {}
}
