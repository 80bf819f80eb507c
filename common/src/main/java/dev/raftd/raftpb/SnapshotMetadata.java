package dev.raftd.raftpb;

/// The place in the log that a [Snapshot] stands for, and the configuration there.
public record SnapshotMetadata(ConfState confState, long index, long term) {
    public static final SnapshotMetadata EMPTY = new SnapshotMetadata(ConfState.EMPTY, 0, 0);
}
