package dev.raftd.raft;

import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import java.util.List;
import java.util.function.LongFunction;

/// etcd's printed forms, which its data files expect byte for byte. Node ids are hexadecimal in messages and decimal elsewhere.
public final class Describe {
    private static final String INDENT = "  ";

    private Describe() {}

    /// Several lines, each with its line end; `<empty Ready>`, without one, if there is nothing to tell.
    public static String ready(Ready rd, EntryFormatter formatter) {
        StringBuilder text = new StringBuilder();
        if (rd.softState() != null) {
            text.append(softState(rd.softState())).append('\n');
        }
        if (!rd.hardState().isEmpty()) {
            text.append("HardState ").append(hardState(rd.hardState())).append('\n');
        }
        if (!rd.readStates().isEmpty()) {
            text.append("ReadStates ").append(readStates(rd.readStates())).append('\n');
        }
        entries(text, "Entries:\n", rd.entries(), formatter);
        if (!rd.snapshot().isEmpty()) {
            text.append("Snapshot ").append(snapshot(rd.snapshot())).append('\n');
        }
        entries(text, "CommittedEntries:\n", rd.committedEntries(), formatter);
        messages(text, rd.messages(), formatter);
        return text.isEmpty() ? "<empty Ready>" : "Ready MustSync=" + rd.mustSync() + ":\n" + text;
    }

    private static void entries(StringBuilder text, String title, List<Entry> entries, EntryFormatter formatter) {
        if (!entries.isEmpty()) {
            text.append(title).append(entries(entries, formatter));
        }
    }

    private static void messages(StringBuilder text, List<Message> messages, EntryFormatter formatter) {
        if (messages.isEmpty()) {
            return;
        }
        text.append("Messages:\n");
        for (Message m : messages) {
            message(text, "", m, formatter);
            text.append('\n');
        }
    }

    /// Such as `Lead:1 State:StateFollower`.
    public static String softState(SoftState s) {
        return "Lead:" + Long.toUnsignedString(s.lead()) + " State:" + s.state();
    }

    /// Such as `Term:2 Vote:1 Commit:5`.
    public static String hardState(HardState h) {
        String vote = h.vote() == LocalNodes.NONE ? "" : " Vote:" + Long.toUnsignedString(h.vote());
        return "Term:" + h.term() + vote + " Commit:" + h.commit();
    }

    private static String readStates(List<ReadState> states) {
        return list(states.size(), i -> "{" + states.get((int) i).index() + " " + bytes(states.get((int) i).requestContext()) + "}");
    }

    private static String bytes(byte[] bytes) {
        return list(bytes.length, i -> Integer.toString(bytes[(int) i] & 0xff));
    }

    private static String ids(List<Long> ids) {
        return list(ids.size(), i -> Long.toUnsignedString(ids.get((int) i)));
    }

    private static String list(int count, LongFunction<String> element) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(element.apply(i));
        }
        return text.append(']').toString();
    }

    /// A line an entry.
    public static String entries(List<Entry> entries, EntryFormatter formatter) {
        StringBuilder text = new StringBuilder();
        for (Entry e : entries) {
            text.append(entry(e, formatter)).append('\n');
        }
        return text.toString();
    }

    /// Such as `1/3 EntryNormal "foo"`, `1/4 EntryConfChangeV2 v2 r1`.
    public static String entry(Entry e, EntryFormatter formatter) {
        String data = e.type() == EntryType.NORMAL ? formatter.format(e.data()) : confChange(e);
        return e.term() + "/" + e.index() + " " + e.type() + (data.isEmpty() ? "" : " " + data);
    }

    private static String confChange(Entry e) {
        try {
            return confChanges(Codec.decodeConfChange(e).asV2().changes());
        } catch (CodecException broken) {
            return String.valueOf(broken.getMessage());
        }
    }

    /// Such as `v2 l3 r1 u4`: add voter, add learner, remove, update.
    public static String confChanges(List<ConfChangeSingle> changes) {
        StringBuilder text = new StringBuilder();
        for (ConfChangeSingle c : changes) {
            text.append(text.isEmpty() ? "" : " ").append(letter(c)).append(Long.toUnsignedString(c.nodeId()));
        }
        return text.toString();
    }

    private static char letter(ConfChangeSingle change) {
        return switch (change.type()) {
            case ADD_NODE -> 'v';
            case ADD_LEARNER_NODE -> 'l';
            case REMOVE_NODE -> 'r';
            case UPDATE_NODE -> 'u';
        };
    }

    /// A change as log lines have it, such as `transition:ConfChangeTransitionAuto changes:{type:ConfChangeAddNode node_id:3}`.
    public static String confChange(ConfChangeV2 change) {
        StringBuilder text = new StringBuilder("transition:").append(change.transition());
        for (ConfChangeSingle c : change.changes()) {
            text.append(" changes:{type:").append(c.type()).append(" node_id:").append(Long.toUnsignedString(c.nodeId())).append('}');
        }
        if (change.context().length > 0) {
            text.append(" context:").append(quoted(change.context()));
        }
        return text.toString();
    }

    /// One line, or several if it carries several entries, a snapshot or responses; without a last line end.
    public static String message(Message m, EntryFormatter formatter) {
        StringBuilder text = new StringBuilder();
        message(text, "", m, formatter);
        return text.toString();
    }

    private static void message(StringBuilder text, String indent, Message m, EntryFormatter formatter) {
        text.append(indent).append(node(m.from())).append("->").append(node(m.to())).append(' ').append(m.type());
        text.append(" Term:").append(m.term()).append(" Log:").append(m.logTerm()).append('/').append(m.index());
        if (m.reject()) {
            text.append(" Rejected (Hint: ").append(m.rejectHint()).append(')');
        }
        if (m.commit() != 0) {
            text.append(" Commit:").append(m.commit());
        }
        if (m.vote() != 0) {
            text.append(" Vote:").append(Long.toUnsignedString(m.vote()));
        }
        messageEntries(text, indent, m.entries(), formatter);
        if (m.snapshot() != null && !m.snapshot().isEmpty()) {
            text.append('\n').append(indent).append(INDENT).append("Snapshot: ").append(snapshot(m.snapshot()));
        }
        responses(text, indent, m.responses(), formatter);
    }

    private static void messageEntries(StringBuilder text, String indent, List<Entry> entries, EntryFormatter formatter) {
        if (entries.isEmpty()) {
            return;
        }
        text.append(" Entries:[");
        if (entries.size() == 1) {
            text.append(entry(entries.get(0), formatter)).append(']');
            return;
        }
        for (Entry e : entries) {
            text.append('\n').append(indent).append(INDENT).append(entry(e, formatter));
        }
        text.append('\n').append(indent).append(']');
    }

    private static void responses(StringBuilder text, String indent, List<Message> responses, EntryFormatter formatter) {
        if (responses.isEmpty()) {
            return;
        }
        text.append(" Responses:[");
        for (Message r : responses) {
            text.append('\n');
            message(text, indent + INDENT, r, formatter);
        }
        text.append('\n').append(indent).append(']');
    }

    /// An end of a message: a node in hexadecimal, `None`, `AppendThread` or `ApplyThread`.
    public static String node(long id) {
        if (id == LocalNodes.NONE) {
            return "None";
        }
        if (id == LocalNodes.APPEND_THREAD) {
            return "AppendThread";
        }
        return id == LocalNodes.APPLY_THREAD ? "ApplyThread" : Long.toHexString(id);
    }

    /// Such as `Index:5 Term:1 ConfState:Voters:[1 2] VotersOutgoing:[] Learners:[] LearnersNext:[] AutoLeave:false`.
    public static String snapshot(Snapshot s) {
        SnapshotMetadata m = s.metadata();
        return "Index:" + m.index() + " Term:" + m.term() + " ConfState:" + confState(m.confState());
    }

    public static String confState(ConfState c) {
        return "Voters:" + ids(c.voters()) + " VotersOutgoing:" + ids(c.votersOutgoing()) + " Learners:" + ids(c.learners())
                + " LearnersNext:" + ids(c.learnersNext()) + " AutoLeave:" + c.autoLeave();
    }

    /// The bytes as a string in Go's `%q` form: UTF-8 that can be printed stands for itself, everything else is escaped.
    public static String quoted(byte[] bytes) {
        return Quoted.quote(bytes);
    }
}
