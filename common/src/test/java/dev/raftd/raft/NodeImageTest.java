package dev.raftd.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.tracker.Inflights;
import dev.raftd.tracker.Progress;
import dev.raftd.tracker.ProgressTracker;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// A [NodeImage] has all of a node. That it does is proven by replays that begin with images; that nobody forgets it, here: whoever adds a field
/// to the core adds it to the image, if it is state, and to this list.
class NodeImageTest {
    @Test
    void everyFieldOfANodeIsInItsImageOrDoesNotMatter() {
        fields(RawNode.class, "raft", "raftLog", "async", "witness", "trace", "prevSoftState", "prevHardState", "ownMessages", "appended",
                "appendedInTerm", "appendedTerm", "appendedIndex", "appendedSnapshot", "committedEntries");
        // what Insight alone tells decides nothing: ticks, refusals, firstIndex, limitHitTick, transferTick, rejections
        fields(Raft.class, "ticks", "refusals", "id", "config", "log", "raftLog", "tracker", "out", "trace", "term", "vote", "lead",
                "electionElapsed",
                "randomizedElectionTimeout", "role");
        fields(Follower.class, "raft", "raftLog", "log");
        fields(Candidate.class, "raft", "state", "awaited", "hasOwnVote");
        fields(Leader.class, "firstIndex", "limitHitTick", "transferTick", "raft", "raftLog", "log", "replication", "reads", "earlyReads",
                "pendingConfIndex", "transferee",
                "uncommittedBytes", "heartbeatElapsed");
        fields(Replication.class, "rejections", "raft", "raftLog", "log");
        fields(ReadOnly.class, "waiting", "acks", "confirmed");
        fields(Outbox.class, "id", "messages", "messagesAfterAppend", "readStates");
    }

    @Test
    void everyFieldOfALogIsInItsImageOrDoesNotMatter() {
        fields(RaftLog.class, "storage", "unstable", "log", "maxApplyingBytes", "committed", "applying", "applied", "applyingBytes",
                "applyingPaused");
        // array, start, end, limit are the entries; view is a memory of what was handed out
        fields(Unstable.class, "log", "snapshot", "snapshotInProgress", "offset", "offsetInProgress", "array", "start", "end", "limit",
                "view");
    }

    @Test
    void everyFieldOfTheTrackerIsInItsImageOrDoesNotMatter() {
        fields(ProgressTracker.class, "maxInflight", "maxInflightBytes", "votes", "matches", "activity", "config", "progress");
        fields(Progress.class, "isLearner", "inflights", "match", "next", "sentCommit", "state", "pendingSnapshot", "recentActive",
                "msgAppFlowPaused");
        fields(Inflights.class, "countMax", "bytesMax", "start", "count", "bytes", "lastIndexes", "sizes");
    }

    private static void fields(Class<?> type, String... known) {
        assertThat(Arrays.stream(type.getDeclaredFields()).filter(f -> !Modifier.isStatic(f.getModifiers())).map(Field::getName))
                .as("the fields of %s", type.getSimpleName()).isSubsetOf(known);
    }
}
