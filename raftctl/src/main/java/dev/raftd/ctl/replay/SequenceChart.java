package dev.raftd.ctl.replay;

import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.StateType;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.trace.Input;
import dev.raftd.trace.RecordingException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The messages that members received, as Mermaid's sequence diagram, with their changes of role and term.
public final class SequenceChart {
    private final Player player;
    private final int linesMax;
    private final boolean heartbeats;
    private final Deque<String> lines = new ArrayDeque<>();
    private final BasicStatus[] before;
    private long dropped;

    /// @param linesMax   the newest ones
    /// @param heartbeats whether heartbeats and their answers are drawn, too
    public SequenceChart(Player player, int linesMax, boolean heartbeats) {
        this.player = player;
        this.linesMax = linesMax;
        this.heartbeats = heartbeats;
        before = new BasicStatus[player.members()];
    }

    public void print(Consumer<String> out) throws RecordingException {
        Set<Long> ids = new TreeSet<>(Long::compareUnsigned);
        for (int i = 0; i < before.length; i++) {
            before[i] = player.node(i).basicStatus();
            ids.add(player.id(i));
        }
        for (Player.Shown shown = player.next(); shown != null; shown = player.next()) {
            draw(shown, ids);
        }
        out.accept("sequenceDiagram");
        ids.forEach(id -> out.accept("    participant " + name(id) + " as member " + Long.toUnsignedString(id)));
        if (dropped > 0) {
            out.accept("    %% the newest " + lines.size() + " lines; " + dropped + " before them are left out");
        }
        lines.forEach(out);
    }

    private static String name(long id) {
        return "m" + Long.toUnsignedString(id);
    }

    private void draw(Player.Shown shown, Set<Long> ids) {
        Message m = received(shown.step().event().input());
        if (m != null && (heartbeats || m.type() != MessageType.MSG_HEARTBEAT && m.type() != MessageType.MSG_HEARTBEAT_RESP)) {
            ids.add(m.from());
            add("    " + name(m.from()) + (m.reject() ? "--x" : "->>") + name(player.id(shown.member())) + ": " + label(m));
        }
        BasicStatus now = player.node(shown.member()).basicStatus();
        BasicStatus was = before[shown.member()];
        if (now.state() != was.state() || now.term() != was.term() && now.state() != StateType.FOLLOWER) {
            add("    Note over " + name(player.id(shown.member())) + ": " + Condition.role(now.state()) + ", term " + now.term());
        }
        before[shown.member()] = now;
    }

    private void add(String line) {
        lines.addLast(line);
        if (lines.size() > linesMax) {
            lines.removeFirst();
            dropped++;
        }
    }

    private static @Nullable Message received(Input input) {
        return input instanceof Input.Step(Message m) && !LocalNodes.isStorageThread(m.from()) && m.from() != m.to() ? m : null;
    }

    private static String label(Message m) {
        String index = m.index() == 0 ? "" : " " + (m.logTerm() == 0 ? "" : m.logTerm() + "/") + m.index();
        String entries = m.entries().isEmpty() ? "" : " +" + m.entries().size();
        return m.type() + " term " + m.term() + index + entries + (m.commit() == 0 ? "" : " commit " + m.commit())
                + (m.reject() ? " rejected" : "");
    }
}
