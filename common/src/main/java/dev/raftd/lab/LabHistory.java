package dev.raftd.lab;

import dev.raftd.lab.LabEvent.Fate;
import dev.raftd.lab.LabEvent.Note;
import dev.raftd.lab.LabEvent.Passed;
import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.StateType;
import dev.raftd.raftpb.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What happened since the group last was stable, that is, had nothing to do and nothing on its way.
final class LabHistory {
    private final List<LabEvent> events = new ArrayList<>();
    /// Whether the next event is the first one after a stable state.
    private boolean beginsAnew;
    /// The nodes as they were when they were looked at last.
    private final Map<Long, BasicStatus> known = new TreeMap<>();

    void stable() {
        beginsAnew = true;
    }

    void passed(Message m, Fate fate) {
        if (!LabNetwork.isLocal(m))
            add(new Passed(m, fate));
    }

    void note(long node, String text) {
        add(new Note(node, text));
    }

    /// Notes what has changed of a node's role and commit index since it was looked at last.
    void look(LabNode node) {
        if (!node.isUp()) {
            known.remove(node.id());
            return;
        }
        BasicStatus now = node.rawNode().basicStatus();
        BasicStatus before = known.put(node.id(), now);
        if (before != null)
            compare(before, now);
    }

    private void compare(BasicStatus before, BasicStatus now) {
        if (before.state() != now.state() || before.term() != now.term() && now.state() != StateType.FOLLOWER)
            note(now.id(), role(now.state()) + " of term " + now.term());
        if (before.commit() != now.commit())
            note(now.id(), "commits " + now.commit());
    }

    private static String role(StateType state) {
        return switch (state) {
            case FOLLOWER -> "follower";
            case CANDIDATE -> "candidate";
            case LEADER -> "leader";
            case PRE_CANDIDATE -> "pre-candidate";
        };
    }

    private void add(LabEvent event) {
        if (beginsAnew)
            events.clear();
        beginsAnew = false;
        events.add(event);
    }

    List<LabEvent> events() {
        return List.copyOf(events);
    }
}
