package dev.raftd.raft;

import dev.raftd.quorum.Vote;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What [Status] does not tell, for whoever asks why nothing moves. Times are this node's ticks since it started.
///
/// @param electionElapsed  ticks since a leader was heard of or a vote was given
/// @param electionTimeout  at which it campaigns, if it can
/// @param inLease          whether it heard of a leader so lately that it gives nobody a vote
/// @param promotable       whether it is a voter with a whole log
/// @param changeUnapplied  whether a committed configuration change keeps it from campaigning until it is applied
/// @param votes            answers in the election under way, by voter
/// @param refusals         the last vote refused to each candidate, the oldest first
/// @param leading          null if it does not lead
public record Insight(long tick, int electionElapsed, int electionTimeout, boolean inLease, boolean promotable, boolean changeUnapplied,
        SortedMap<Long, Vote> votes, List<VoteRefusal> refusals, @Nullable Leading leading) {
    /// What only a leader knows.
    ///
    /// @param uncommittedBytes    payload that counts against the limit
    /// @param limitHitTick        when the limit last refused a proposal, -1 for never
    /// @param pendingConfIndex    the next configuration change waits until this is applied
    /// @param firstIndexOfTerm    nothing is committed by counting before this is
    /// @param readsUnconfirmed    reads that wait for a quorum to confirm that this node leads
    /// @param readsEarly          reads that wait for the first commit of the term
    /// @param transferTick        when the transfer under way began, -1 for none
    /// @param rejections          the last rejected append of each peer
    public record Leading(long uncommittedBytes, long limitHitTick, long pendingConfIndex, long firstIndexOfTerm, int readsUnconfirmed,
            int readsEarly, long transferTick, List<AppendRejection> rejections) {}
}
