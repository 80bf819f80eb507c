package dev.raftd.server.sim;

/// What must hold, by name.
enum Rule {
    /// A term has one leader.
    ELECTION_SAFETY,
    /// Entries of one index and term are the same, and so is all before them.
    LOG_MATCHING,
    /// A new leader has every committed entry.
    LEADER_COMPLETENESS,
    /// What was applied up to an index is the same store everywhere.
    STATE_MACHINE_SAFETY,
    /// A committed entry is never replaced; commit and applied index are in order.
    COMMITTED_STAYS,
    /// Commit index, applied index and term only grow while a process lives.
    MONOTONIC,
    /// A member votes once in a term, also across restarts.
    ONE_VOTE,
    /// What is promised is durable before the promise leaves.
    PROMISE_DURABLE,
    /// What was promised is there after a crash.
    PROMISE_KEPT,
    /// A quorum has an entry durably when it is committed.
    COMMIT_QUORUM,
    /// An acknowledged write is committed, behind all that was acknowledged before.
    ACKNOWLEDGED,
    /// A write answered as not applied is not in the log.
    NOT_APPLIED,
    /// A read sees all that was acknowledged before it began, and the store as it was.
    READ,
    /// Configurations follow each other with quorums that meet, one at a time.
    CONFIGURATION,
    /// Changed or foreign bytes are never taken for a message.
    BYTES,
    /// A question for a read index is asked once.
    READ_ID,
    /// Queues and files stay within their bounds.
    RESOURCES,
    /// A process ends only of faults that it suffered.
    NO_BUG,
    /// A disk that only crashed lets its member start.
    STARTS,
    /// Who leads has the durable votes of a quorum.
    ELECTED,
    /// Nobody asks for votes in a new term before a majority said that it would vote.
    UNDISTURBED,
    /// A leader that hears of no majority steps down.
    STEPS_DOWN,
    /// A leader commits by counting copies of entries of its own term only.
    OWN_TERM,
    /// A member that lost what it had promised is not listened to.
    LOST_DATA,
    /// Once a quorum is well, the cluster serves.
    LIVENESS,
    /// One member that is slow, or comes and goes, keeps the others from nothing.
    STEADY,
    /// In the end all are equal, on disk as in memory.
    CONVERGENCE,
    /// The clients' history has an order.
    HISTORY
}
