package dev.raftd.server.epoch;

/// What one member may make of another's handshake.
public enum Verdict {
    /// Nothing is known to be lost.
    WELCOME,
    /// The sender's data directory is not the one it had.
    SENDER_DATA_MISSING,
    /// The sender's data directory is older than what was seen of it.
    SENDER_DATA_ROLLED_BACK,
    /// This member's data directory is not the one that the sender has seen.
    OWN_DATA_MISSING,
    /// This member's data directory is older than what the sender has seen.
    OWN_DATA_ROLLED_BACK,
    /// There is no room to remember one more member.
    TOO_MANY
}
