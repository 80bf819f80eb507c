package dev.raftd.server.transport;

/// The peer port's paths and headers.
final class PeerPaths {
    static final String STREAM = "/raft/v1/stream";
    static final String SNAPSHOT = "/raft/v1/snapshot";
    static final String CLUSTER = "/raft/v1/cluster";
    /// Who answers: a member's id.
    static final String MEMBER = "Raftd-Member";
    /// `?to=INDEX&step=N&count=N`
    static final String HASHES = "/raft/v1/hashes";
    /// Which file a snapshot request sends, and from which byte on; in the answer to one that starts at a wrong byte, the right one.
    static final String SNAPSHOT_NAME = "Raftd-Snapshot";
    static final String OFFSET = "Raftd-Offset";
    /// The cause of a refusal, in lower case.
    static final String REFUSAL = "Raftd-Refusal";

    private PeerPaths() {}
}
