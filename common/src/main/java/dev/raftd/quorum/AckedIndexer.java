package dev.raftd.quorum;

/// The log index up to which each voter has acknowledged the log.
@FunctionalInterface
public interface AckedIndexer {
    /// The answer for a voter of which nothing is known.
    long UNKNOWN = -1;

    /// The index acknowledged by the voter, or [#UNKNOWN].
    long ackedIndex(long id);
}
