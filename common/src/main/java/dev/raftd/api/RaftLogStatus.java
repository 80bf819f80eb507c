package dev.raftd.api;

/// A node's raftLog: `snapshot < first <= ... applied <= applying <= committed <= last`, `stable < unstableOffset`.
///
/// @param stableIndex              the last index that is durable on this node
/// @param unstableOffset           the index of the first entry that is not
/// @param unstableOffsetInProgress the index of the first entry not handed to the log writer
public record RaftLogStatus(long firstIndex, long lastIndex, long snapshotIndex, long snapshotTerm, long committed, long applying,
        long applied, long stableIndex,
        long unstableOffset, long unstableOffsetInProgress, int unstableLength) {}
