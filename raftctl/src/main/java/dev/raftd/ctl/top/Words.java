package dev.raftd.ctl.top;

import dev.raftd.api.PeerStatus;
import dev.raftd.api.StatusResponse;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.top.Frame.Row;
import java.util.List;
import java.util.stream.Collectors;

/// Small texts that several panels share.
final class Words {
    static final int ID_COLUMNS_MIN = 3;
    private static final int ID_COLUMNS_MAX = 8;

    private Words() {}

    /// Long ids keep their end.
    static String id(long id) {
        String text = Long.toUnsignedString(id);
        return text.length() <= ID_COLUMNS_MAX ? text : "…" + text.substring(text.length() - ID_COLUMNS_MAX + 1);
    }

    static String ids(List<Long> ids) {
        return ids.isEmpty() ? "-" : ids.stream().map(Words::id).collect(Collectors.joining(" "));
    }

    static int idColumns(Frame frame) {
        return Math.max(ID_COLUMNS_MIN, frame.rows().stream().mapToInt(r -> id(r.id()).length()).max().orElse(0));
    }

    static int indexColumns(Frame frame, int min) {
        long last = frame.answers().mapToLong(s -> s.log().lastIndex()).max().orElse(0);
        return Math.max(min, Long.toString(last).length());
    }

    static String role(StatusResponse member) {
        String role = stateless(member.role());
        return member.config().learners().contains(member.id()) && role.equals("Follower") ? "Learner" : role;
    }

    static String stateless(String state) {
        return Printable.line(state.startsWith("State") ? state.substring("State".length()) : state);
    }

    static String away(Row row) {
        return "unreachable for " + Numbers.duration(row.awaySeconds()) + ": " + Printable.line(row.reason());
    }

    /// What is unusual about a peer.
    static String remarks(PeerStatus peer) {
        StringBuilder remarks = new StringBuilder();
        if (peer.learner())
            remarks.append(" learner");
        if (!peer.recentActive())
            remarks.append(" silent");
        if (peer.pendingSnapshot() != 0)
            remarks.append(" snapshot ").append(peer.pendingSnapshot());
        else if (peer.paused() && !peer.inflightsFull())
            remarks.append(" paused");
        return remarks.toString().strip();
    }
}
