package dev.raftd.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one member knows that says why something waits. Durations are by the member's own clock; -1 stands for never.
///
/// What the raft loop knows is missing when it does not answer: its mailbox is full, or one of its turns lasts.
///
/// @param unfit    the code of why this member serves nothing; null if it does
/// @param role     as it was last published, like term and lead
/// @param status   the raft loop's, null if it does not answer
/// @param election the raft loop's, null if it does not answer
/// @param leading  null if it does not lead, or the raft loop does not answer
/// @param waiting  requests that wait, null if the raft loop does not answer
/// @param entry    the entry that was asked about, null if none was
public record Evidence(long id, String clusterId, long tickMillis, int electionTicks, @Nullable String unfit, String role, long term,
        long lead, List<Member> members, @Nullable StatusResponse status, @Nullable Election election, @Nullable Leading leading,
        @Nullable Waiting waiting, @Nullable EntryPlace entry, Loop loop, Writer writer, List<Heard> heard, List<Link> links) {

    /// The shortest time without a leader after which a member campaigns.
    public long electionMillis() {
        return tickMillis * electionTicks;
    }

    /// How it votes.
    ///
    /// @param quietMillis   since it heard of a leader, gave a vote or began to campaign
    /// @param timeoutMillis after which it campaigns, if it can
    /// @param leaseHeld     whether it gives nobody a vote, because it heard of a leader
    /// @param electable     whether it is a voter with a whole log
    /// @param changeUnapplied whether a committed change of the configuration keeps it from campaigning
    /// @param lastTerm      of its last entry
    /// @param votes         the answers to its own campaign
    /// @param refusals      the last vote it refused to each candidate
    public record Election(long quietMillis, long timeoutMillis, boolean leaseHeld, boolean electable, boolean changeUnapplied,
            long lastTerm, List<Ballot> votes, List<Refusal> refusals) {}

    /// A voter's answer.
    public record Ballot(long voter, boolean granted) {}

    /// A vote that it did not give.
    ///
    /// @param pre    whether only a promise was asked for
    /// @param reason lease, given, log_older or term_over
    /// @param logTerm of the candidate's last entry
    /// @param index   of the candidate's last entry
    public record Refusal(long candidate, boolean pre, long term, String reason, long logTerm, long index, long agoMillis) {}

    /// What only a leader knows.
    ///
    /// @param limitHitAgoMillis since the limit of uncommitted bytes last refused a write
    /// @param inflightsMax      appends that may be unanswered
    /// @param pendingChange     the next change of the configuration waits until this index is applied
    /// @param firstIndexOfTerm  nothing is committed before this is
    /// @param readsUnconfirmed  reads that wait for a quorum to confirm that it leads
    /// @param readsEarly        reads that wait for the first commit of its term
    /// @param transferMillis    since the transfer under way began
    /// @param rejections        the last append that each member rejected
    /// @param lags              of those members that lack entries
    public record Leading(long uncommittedBytes, long uncommittedBytesMax, long limitHitAgoMillis, int inflightsMax, long pendingChange,
            long firstIndexOfTerm, int readsUnconfirmed, int readsEarly, long transferMillis, List<Rejection> rejections,
            List<Lag> lags) {}

    /// An append that a member rejected.
    ///
    /// @param index the entry before it, which the member lacks or has of another term
    /// @param hint  how far its log may match
    public record Rejection(long peer, long index, long hint, long agoMillis) {}

    /// What a member lacks.
    ///
    /// @param bytes   of those entries
    /// @param atLeast whether there are more bytes than were counted
    public record Lag(long peer, long entries, long bytes, boolean atLeast) {}

    /// Requests of its clients.
    ///
    /// @param writesHeld       not proposed yet
    /// @param readsAsked       whose index was asked for and is not known
    /// @param readsAskedMillis since the oldest of these questions
    /// @param readsKnown       whose index is known and not applied yet
    /// @param readIndex        the lowest of these, 0 for none
    public record Waiting(int writes, int writesHeld, int reads, int readsQueued, int readsAsked, long readsAskedMillis, int readsKnown,
            long readIndex) {}

    /// An entry in its log.
    ///
    /// @param place absent, compacted, stable, in-progress or unstable
    /// @param term  0 where it is not known
    public record EntryPlace(long index, long term, String place) {}

    /// The raft loop.
    ///
    /// @param queued       events that wait
    /// @param full         whether more are refused
    /// @param turnMillis   how long its present turn lasts, 0 between turns
    /// @param applying     the first entry of those that the present turn applies, 0 for none
    /// @param lateMillis   how much too late it last was by an election timeout or more: the process stood still
    /// @param lateAgoMillis since then
    public record Loop(int queued, boolean full, long turnMillis, long applying, long lateMillis, long lateAgoMillis) {}

    /// Log writer and disk.
    ///
    /// @param full          whether entries wait for room
    /// @param queued        storage work that waits
    /// @param stalledMillis how long the write under way lasts, by the raft loop's ticks
    /// @param syncMillis    how long the last sync took
    public record Writer(boolean full, long freeBytes, int queued, long stalledMillis, long syncMillis) {}

    /// When a message of a member last arrived.
    public record Heard(long peer, long agoMillis) {}

    /// The way to another member.
    ///
    /// @param sinceMillis how long it has been connected, or not
    /// @param cause       the code of why it is not connected, empty if it is
    /// @param queued      messages that wait
    /// @param droppedAgoMillis since a message found the queue full or the link down
    /// @param snapshot    being sent, null for none
    public record Link(long peer, String url, boolean connected, long sinceMillis, String cause, String detail, int queued, int queuedMax,
            long droppedAgoMillis, @Nullable SnapshotProgress snapshot) {}

    /// A snapshot on its way.
    public record SnapshotProgress(long index, long sentBytes, long totalBytes, long sinceMillis) {}
}
