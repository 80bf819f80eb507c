package dev.raftd.raft;

/// Where a node's randomized election timeouts come from: the core has no randomness of its own.
@FunctionalInterface
public interface ElectionTimeouts {
    /// A number of ticks in `[electionTick, 2 * electionTick - 1]`, asked for at each change of role or term.
    int next(int electionTick);
}
