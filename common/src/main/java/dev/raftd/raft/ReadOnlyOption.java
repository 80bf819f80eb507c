package dev.raftd.raft;

/// How a leader makes sure that it still is one before it answers a read (thesis, section 6.4).
public enum ReadOnlyOption {
    /// A round of heartbeats to a quorum.
    SAFE,
    /// The lease that CheckQuorum implies: no round trip, but relies on clocks that drift little.
    LEASE_BASED
}
