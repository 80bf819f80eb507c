package dev.raftd.raft;

import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.Snapshot;
import org.jspecify.annotations.Nullable;

/// What is wrong with a message as such, before it may change anything: a peer must not be able to break an invariant. What can only be
/// judged by the node's state is checked where the message is handled.
final class MessageCheck {
    /// Terms and indexes stay below, so that adding to one never overflows.
    private static final long LIMIT = 1L << 62;

    private MessageCheck() {}

    /// A sentence, or null if nothing is wrong.
    static @Nullable String flaw(Message m, long self) {
        if (!inRange(m.term()) || !inRange(m.logTerm()) || !inRange(m.index()) || !inRange(m.commit()) || !inRange(m.rejectHint())) {
            return "a term or index is out of range";
        }
        return switch (m.type()) {
            case MSG_APP -> appendFlaw(m, self);
            case MSG_SNAP -> snapshotFlaw(m, self);
            case MSG_HEARTBEAT, MSG_TIMEOUT_NOW, MSG_VOTE, MSG_PRE_VOTE -> termFlaw(m, self);
            case MSG_PROP -> m.entries().isEmpty() ? "a proposal without entries" : null;
            case MSG_READ_INDEX -> m.entries().size() != 1 ? "a read without its one context" : null;
            case MSG_HUP, MSG_BEAT, MSG_APP_RESP, MSG_VOTE_RESP, MSG_HEARTBEAT_RESP, MSG_UNREACHABLE, MSG_SNAP_STATUS, MSG_CHECK_QUORUM,
                    MSG_TRANSFER_LEADER, MSG_READ_INDEX_RESP, MSG_PRE_VOTE_RESP, MSG_STORAGE_APPEND, MSG_STORAGE_APPEND_RESP,
                    MSG_STORAGE_APPLY, MSG_STORAGE_APPLY_RESP, MSG_FORGET_LEADER ->
                null;
        };
    }

    private static boolean inRange(long value) {
        return 0 <= value && value < LIMIT;
    }

    private static @Nullable String appendFlaw(Message m, long self) {
        String flaw = termFlaw(m, self);
        return flaw != null ? flaw : LogSlice.of(m).flaw();
    }

    private static @Nullable String snapshotFlaw(Message m, long self) {
        Snapshot s = m.snapshot();
        if (s != null && (!inRange(s.metadata().index()) || !inRange(s.metadata().term()))) {
            return "the snapshot's term or index is out of range";
        }
        return termFlaw(m, self);
    }

    /// Leaders and candidates have a term. A message without one would pass for one of the present term, whoever leads that.
    private static @Nullable String termFlaw(Message m, long self) {
        return m.term() == 0 ? "a leader's or candidate's message without a term" : senderFlaw(m, self);
    }

    /// Only another node can lead this one or ask for its vote.
    private static @Nullable String senderFlaw(Message m, long self) {
        boolean another = m.from() != self && m.from() != LocalNodes.NONE && !LocalNodes.isStorageThread(m.from());
        return another ? null : "its sender cannot be " + Describe.node(m.from());
    }

    /// Whether only a node's own parts say this.
    static boolean isLocal(Message m) {
        return switch (m.type()) {
            case MSG_HUP, MSG_BEAT, MSG_UNREACHABLE, MSG_SNAP_STATUS, MSG_CHECK_QUORUM, MSG_STORAGE_APPEND, MSG_STORAGE_APPEND_RESP,
                    MSG_STORAGE_APPLY, MSG_STORAGE_APPLY_RESP ->
                true;
            case MSG_PROP, MSG_APP, MSG_APP_RESP, MSG_VOTE, MSG_VOTE_RESP, MSG_SNAP, MSG_HEARTBEAT, MSG_HEARTBEAT_RESP,
                    MSG_TRANSFER_LEADER, MSG_TIMEOUT_NOW, MSG_READ_INDEX, MSG_READ_INDEX_RESP, MSG_PRE_VOTE, MSG_PRE_VOTE_RESP,
                    MSG_FORGET_LEADER ->
                false;
        };
    }

    /// Whether this answers something, so that only a member can say it.
    static boolean isResponse(Message m) {
        return switch (m.type()) {
            case MSG_APP_RESP, MSG_VOTE_RESP, MSG_HEARTBEAT_RESP, MSG_UNREACHABLE, MSG_READ_INDEX_RESP, MSG_PRE_VOTE_RESP,
                    MSG_STORAGE_APPEND_RESP, MSG_STORAGE_APPLY_RESP ->
                true;
            case MSG_HUP, MSG_BEAT, MSG_PROP, MSG_APP, MSG_VOTE, MSG_SNAP, MSG_HEARTBEAT, MSG_SNAP_STATUS, MSG_CHECK_QUORUM,
                    MSG_TRANSFER_LEADER, MSG_TIMEOUT_NOW, MSG_READ_INDEX, MSG_PRE_VOTE, MSG_STORAGE_APPEND, MSG_STORAGE_APPLY,
                    MSG_FORGET_LEADER ->
                false;
        };
    }
}
