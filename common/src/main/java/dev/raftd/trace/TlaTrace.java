package dev.raftd.trace;

import dev.raftd.quorum.MajorityConfig;
import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.RawNode;
import dev.raftd.raft.StateType;
import dev.raftd.raft.TraceSink;
import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.tracker.Progress;
import dev.raftd.tracker.TrackerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A replayed node's steps as lines of the trace that etcd-io/raft's TLA+ trace specification reads: one JSON object each, with the node's state
/// before a message was processed, and after everything else. The specification knows neither pre-votes nor reads, so they are left out.
public final class TlaTrace {
    private final Consumer<String> lines;

    /// @param lines gets each line, in the order of the events
    public TlaTrace(Consumer<String> lines) {
        this.lines = lines;
    }

    /// Where a node's trace begins: its state there is the specification's initial one.
    ///
    /// @param node as it is when it is asked for
    /// @return sees the node's steps from then on
    public TraceSink begin(Supplier<RawNode> node) {
        Lines sink = new Lines(node, lines);
        sink.event("InitState", null, null);
        sink.event("BecomeFollower", null, null);
        sink.configured();
        return sink;
    }

    private static final class Lines implements TraceSink {
        private final Supplier<RawNode> nodes;
        private final String id;
        private final Consumer<String> lines;

        Lines(Supplier<RawNode> nodes, Consumer<String> lines) {
            this.nodes = nodes;
            this.id = quoted(nodes.get().basicStatus().id());
            this.lines = lines;
        }

        void event(String name, @Nullable String msg, @Nullable String prop) {
            BasicStatus s = nodes.get().basicStatus();
            StringBuilder line = new StringBuilder(256).append("{\"tag\":\"trace\",\"event\":{\"name\":\"").append(name)
                    .append("\",\"nid\":")
                    .append(id).append(",\"state\":{\"term\":").append(s.term()).append(",\"vote\":").append(quoted(s.vote()))
                    .append(",\"commit\":").append(s.commit()).append("},\"role\":\"").append(role(s.state())).append("\",\"log\":")
                    .append(nodes.get().logState().lastIndex()).append(",\"conf\":").append(conf());
            if (msg != null) {
                line.append(",\"msg\":").append(msg);
            }
            if (prop != null) {
                line.append(",\"prop\":").append(prop);
            }
            lines.accept(line.append("}}").toString());
        }

        /// A pre-candidate is still a follower in the specification's eyes: it has changed neither term nor vote.
        private static String role(StateType state) {
            return (state == StateType.PRE_CANDIDATE ? StateType.FOLLOWER : state).toString();
        }

        private String conf() {
            TrackerConfig config = nodes.get().status().config();
            return "[" + ids(config.voters().incoming()) + "," + ids(config.voters().outgoing()) + "]";
        }

        private static String ids(MajorityConfig half) {
            StringJoiner ids = new StringJoiner(",", "[", "]");
            half.ids().toList().forEach(voter -> ids.add(quoted(voter)));
            return ids.toString();
        }

        private static String quoted(long number) {
            return "\"" + Long.toUnsignedString(number) + "\"";
        }

        private static @Nullable String action(MessageType type) {
            return switch (type) {
                case MSG_APP, MSG_HEARTBEAT, MSG_SNAP -> "AppendEntriesRequest";
                case MSG_APP_RESP, MSG_HEARTBEAT_RESP -> "AppendEntriesResponse";
                case MSG_VOTE -> "RequestVoteRequest";
                case MSG_VOTE_RESP -> "RequestVoteResponse";
                case MSG_HUP, MSG_BEAT, MSG_PROP, MSG_UNREACHABLE, MSG_SNAP_STATUS, MSG_CHECK_QUORUM, MSG_TRANSFER_LEADER, MSG_TIMEOUT_NOW,
                        MSG_READ_INDEX, MSG_READ_INDEX_RESP, MSG_PRE_VOTE, MSG_PRE_VOTE_RESP, MSG_STORAGE_APPEND, MSG_STORAGE_APPEND_RESP,
                        MSG_STORAGE_APPLY, MSG_STORAGE_APPLY_RESP, MSG_FORGET_LEADER ->
                    null;
            };
        }

        private static String message(Message m) {
            boolean snapshot = m.type() == MessageType.MSG_SNAP;
            long entries = snapshot ? Objects.requireNonNull(m.snapshot()).metadata().index() : m.entries().size();
            return "{\"type\":\"" + m.type() + "\",\"term\":" + m.term() + ",\"from\":" + quoted(m.from()) + ",\"to\":" + quoted(m.to())
                    + ",\"entries\":" + entries + ",\"logTerm\":" + (snapshot ? 0 : m.logTerm()) + ",\"index\":"
                    + (snapshot ? 0 : m.index()) + ",\"commit\":" + m.commit() + ",\"vote\":" + quoted(m.vote()) + ",\"reject\":"
                    + m.reject() + ",\"rejectHint\":" + m.rejectHint() + "}";
        }

        @Override
        public void received(Message m) {
            String action = action(m.type());
            if (action != null) {
                event("Receive" + action, message(m), null);
            }
        }

        @Override
        public void sent(Message m) {
            String action = action(m.type());
            if (action != null) {
                event("Send" + action, message(m), m.type() == MessageType.MSG_APP ? progress(m.to()) : null);
            }
        }

        private @Nullable String progress(long peer) {
            List<String> found = new ArrayList<>();
            nodes.get().withProgress((member, progress) -> {
                if (member == peer) {
                    found.add(progress(progress));
                }
            });
            return found.isEmpty() ? null : found.getFirst();
        }

        private static String progress(Progress pr) {
            return "{\"match\":" + pr.match() + ",\"next\":" + pr.next() + "}";
        }

        @Override
        public void became(StateType state) {
            switch (state) {
                case FOLLOWER -> event("BecomeFollower", null, null);
                case CANDIDATE -> event("BecomeCandidate", null, null);
                case LEADER -> event("BecomeLeader", null, null);
                case PRE_CANDIDATE -> {}
            }
        }

        @Override
        public void committed() {
            event("Commit", null, null);
        }

        @Override
        public void replicates(List<Entry> entries) {
            for (Entry e : entries) {
                if (e.type() == EntryType.NORMAL) {
                    event("Replicate", null, null);
                }
            }
        }

        @Override
        public void confChangeProposed(ConfChangeV2 change) {
            StringJoiner changes = new StringJoiner(",", "{\"cc\":{\"changes\":[", "]}}");
            for (ConfChangeSingle single : change.changes()) {
                String action = switch (single.type()) {
                    case ADD_NODE -> "AddNewServer";
                    case ADD_LEARNER_NODE -> "AddLearner";
                    case REMOVE_NODE -> "RemoveServer";
                    case UPDATE_NODE -> null;
                };
                if (action != null) {
                    changes.add("{\"nid\":" + quoted(single.nodeId()) + ",\"action\":\"" + action + "\"}");
                }
            }
            event("ChangeConf", null, changes.toString());
        }

        @Override
        public void configured() {
            event("ApplyConfChange", null, "{\"cc\":{\"newconf\":" + ids(nodes.get().status().config().voters().incoming()) + "}}");
        }

        @Override
        public void ready() {
            event("Ready", null, null);
        }
    }
}
