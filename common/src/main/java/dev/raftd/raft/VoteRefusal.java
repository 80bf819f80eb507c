package dev.raftd.raft;

/// A vote, or the promise of one, that was asked for and not given.
///
/// @param pre     whether a promise was asked for
/// @param term    that the vote was asked for
/// @param logTerm of the candidate's last entry
/// @param index   of the candidate's last entry
/// @param tick    when, by this node's ticks since it started
public record VoteRefusal(long candidate, boolean pre, long term, Reason reason, long logTerm, long index, long tick) {
    /// Why.
    public enum Reason {
        /// A leader was heard of within an election timeout.
        LEASE,
        /// The vote of that term was given to another one, or its leader is known.
        GIVEN,
        /// The candidate's log is older than this node's.
        LOG_OLDER,
        /// The term asked for is over.
        TERM_OVER
    }
}
