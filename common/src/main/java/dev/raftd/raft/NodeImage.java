package dev.raftd.raft;

import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.quorum.Vote;
import dev.raftd.tracker.ProgressMap;
import dev.raftd.tracker.TrackerConfig;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// All that a node is between two inputs, besides its [Config], its storage, and what only [Insight] tells: whoever goes on from it does what
/// the node would have done. Shares nothing with the node that changes.
///
/// @param electionElapsed           ticks
/// @param randomizedElectionTimeout ticks
public record NodeImage(long term, long vote, long lead, int electionElapsed, int randomizedElectionTimeout, Part part, Log log,
        Group group, Outgoing outgoing, HandedOut handedOut) {
    /// What only matters in its role.
    public sealed interface Part {}

    public record Following() implements Part {}

    public record Campaigning(boolean pre, boolean hasOwnVote) implements Part {}

    public record Leading(long pendingConfIndex, long transferee, long uncommittedBytes, int heartbeatElapsed, List<Message> earlyReads,
            Reads reads) implements Part {}

    /// Reads that wait for a quorum.
    ///
    /// @param confirmed the number of the last one confirmed
    /// @param acks      the highest number that each node has confirmed
    public record Reads(List<WaitingRead> waiting, SortedMap<Long, Long> acks, long confirmed) {}

    /// @param index the commit index when it came in
    public record WaitingRead(Message request, long index) {}

    /// @param applyingBytes encoded size of what is handed out to be applied
    public record Log(long committed, long applying, long applied, long applyingBytes, boolean applyingPaused, Tail unstable) {}

    /// The unstable part.
    public record Tail(@Nullable Snapshot snapshot, boolean snapshotInProgress, long offset, long offsetInProgress, List<Entry> entries) {}

    /// @param votes of the election under way
    public record Group(TrackerConfig config, ProgressMap progress, SortedMap<Long, Vote> votes) {}

    /// What waits for the next Ready.
    public record Outgoing(List<Message> messages, List<Message> messagesAfterAppend, List<ReadState> readStates) {}

    /// What the Readys before have told, and what [RawNode#advance] is to report.
    ///
    /// @param appended         whether a write is to be reported, the other three being its marks
    /// @param committedEntries handed out to be applied
    public record HandedOut(SoftState softState, HardState hardState, List<Message> ownMessages, boolean appended, long appendedInTerm,
            EntryId appendedLast, @Nullable Snapshot appendedSnapshot, List<Entry> committedEntries) {}
}
