package dev.raftd.quorum;

/// What one voter has said.
public enum Vote {
    /// Nothing so far.
    MISSING,
    /// Yes.
    GRANTED,
    /// No.
    REJECTED
}
