package dev.raftd.raft;

/// How the sending of a snapshot ended.
public enum SnapshotStatus {
    FINISH,
    FAILURE
}
