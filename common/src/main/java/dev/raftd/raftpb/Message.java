package dev.raftd.raftpb;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Everything that nodes, and a node's own parts, say to each other: one flat record, whose fields mean what the type says.
///
/// @param logTerm    MsgApp: term of the entry before the first one; votes: term of the candidate's last entry
/// @param index      MsgApp: index before the first entry; MsgAppResp: the index matched, or the one rejected
/// @param commit     the sender's commit index, as far as the receiver may use it
/// @param snapshot   MsgSnap, and MsgStorageAppend with a snapshot to install
/// @param rejectHint MsgAppResp: where the follower suggests to probe next (with `logTerm`)
/// @param context    the application's bytes (ReadIndex), or the forced-campaign mark of a vote request
/// @param vote       MsgStorageAppend: the vote to store
/// @param responses  MsgStorageAppend and MsgStorageApply: what to send once the work is done
public record Message(MessageType type, long to, long from, long term, long logTerm, long index, List<Entry> entries, long commit,
        @Nullable Snapshot snapshot, boolean reject, long rejectHint, byte[] context, long vote, List<Message> responses) {
    private static final byte[] NO_CONTEXT = {};

    public static Builder builder(MessageType type) {
        return new Builder(type);
    }

    /// A builder that starts with this message's values.
    public Builder toBuilder() {
        Builder b = new Builder(type).to(to).from(from).term(term).logTerm(logTerm).index(index).entries(entries).commit(commit);
        return b.snapshot(snapshot).reject(reject).rejectHint(rejectHint).context(context).vote(vote).responses(responses);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Message m && type == m.type && to == m.to && from == m.from && term == m.term && logTerm == m.logTerm
                && index == m.index && commit == m.commit && reject == m.reject && rejectHint == m.rejectHint && vote == m.vote
                && entries.equals(m.entries) && Objects.equals(snapshot, m.snapshot) && Arrays.equals(context, m.context)
                && responses.equals(m.responses);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(new long[]{type.ordinal(), to, from, term, logTerm, index, commit, entries.size()});
    }

    /// Collects a message's fields; what is not set is zero, false or empty.
    public static final class Builder {
        private final MessageType type;
        private long to;
        private long from;
        private long term;
        private long logTerm;
        private long index;
        private List<Entry> entries = List.of();
        private long commit;
        private @Nullable Snapshot snapshot;
        private boolean reject;
        private long rejectHint;
        private byte[] context = NO_CONTEXT;
        private long vote;
        private List<Message> responses = List.of();

        private Builder(MessageType type) {
            this.type = type;
        }

        public Builder to(long v) {
            to = v;
            return this;
        }

        public Builder from(long v) {
            from = v;
            return this;
        }

        public Builder term(long v) {
            term = v;
            return this;
        }

        public Builder logTerm(long v) {
            logTerm = v;
            return this;
        }

        public Builder index(long v) {
            index = v;
            return this;
        }

        /// The list is taken as it is and must not change afterwards.
        public Builder entries(List<Entry> v) {
            entries = v;
            return this;
        }

        public Builder commit(long v) {
            commit = v;
            return this;
        }

        public Builder snapshot(@Nullable Snapshot v) {
            snapshot = v;
            return this;
        }

        public Builder reject(boolean v) {
            reject = v;
            return this;
        }

        public Builder rejectHint(long v) {
            rejectHint = v;
            return this;
        }

        public Builder context(byte[] v) {
            context = v;
            return this;
        }

        public Builder vote(long v) {
            vote = v;
            return this;
        }

        /// The list is taken as it is and must not change afterwards.
        public Builder responses(List<Message> v) {
            responses = v;
            return this;
        }

        public Message build() {
            return new Message(type, to, from, term, logTerm, index, entries, commit, snapshot, reject, rejectHint, context, vote,
                    responses);
        }
    }
}
