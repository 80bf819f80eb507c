package dev.raftd.ctl.view;

import dev.raftd.api.Alarm;
import dev.raftd.api.PeerStatus;
import dev.raftd.api.RaftLogStatus;
import dev.raftd.api.StatusResponse;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.output.Style;
import dev.raftd.ctl.output.Table;
import dev.raftd.ctl.view.ClusterStatus.Unreachable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// All members in one table, and below it the leader's view of each peer.
public final class StatusView {
    private StatusView() {}

    public static void print(ClusterStatus status, Out out) {
        StatusResponse leader = status.leader().orElse(null);
        Table table = new Table("ID", "ROLE", "TERM", "LEAD", "FIRST", "SNAPSHOT", "STABLE", "UNSTABLE", "COMMITTED", "APPLIED", "LAG");
        SortedMap<Long, Runnable> rows = new TreeMap<>(Long::compareUnsigned);
        for (StatusResponse member : status.members())
            rows.put(member.id(), () -> table.row(member == leader ? Style.GOOD : Style.PLAIN,
                    cells(member, leader == null ? -1 : leader.log().committed())));
        for (Unreachable member : status.unreachable())
            rows.put(member.id(), () -> table.row(Style.BAD, Long.toUnsignedString(member.id()), "unreachable", "-", "-", "-", "-", "-",
                    "-", "-", "-", "-"));
        rows.values().forEach(Runnable::run);
        out.table(table);
        for (Unreachable member : status.unreachable())
            out.line(Style.BAD, Printable.line("member " + Long.toUnsignedString(member.id()) + ": " + member.reason()));
        alarms(status, out);
        MembersView.prospects(status.prospects(), out);
        if (leader == null)
            noLeader(status, out);
        else
            peers(leader, out);
    }

    /// What several members say of the same trouble is one line.
    private static void alarms(ClusterStatus status, Out out) {
        Map<Alarm, List<String>> members = new LinkedHashMap<>();
        for (StatusResponse member : status.members())
            for (Alarm alarm : member.alarms())
                members.computeIfAbsent(alarm, a -> new ArrayList<>()).add(Long.toUnsignedString(member.id()));
        members.forEach((alarm, ids) -> out.line(Style.BAD, Printable.line("ALARM " + alarm.code() + " on member"
                + (ids.size() == 1 ? " " : "s ") + String.join(", ", ids) + ": " + alarm.detail() + "; " + alarm.next())));
    }

    /// Says whether it is the majority that is missing. The configuration is that of the member that knows the most.
    private static void noLeader(ClusterStatus status, Out out) {
        out.line("");
        List<Long> voters = status.members().stream().max(Comparator.comparingLong(m -> m.log().applied()))
                .map(m -> m.config().voters()).orElse(List.of());
        long answering = status.members().stream().filter(m -> voters.contains(m.id())).count();
        int needed = voters.size() / 2 + 1;
        out.line(Style.BAD, "no member leads: " + answering + " of " + voters.size() + " voters "
                + (answering == 1 ? "answers" : "answer") + ", it takes " + needed + " to elect a leader; "
                + (answering < needed ? "start the others" : "look again in a few seconds"));
    }

    private static Object[] cells(StatusResponse member, long leaderCommitted) {
        RaftLogStatus log = member.log();
        return new Object[]{Long.toUnsignedString(member.id()), role(member), member.term(), Marks.id(member.lead()), log.firstIndex(),
                log.snapshotIndex(), log.stableIndex(), Marks.unstable(log), log.committed(), log.applied(),
                leaderCommitted < 0 ? "-" : (Object) Math.max(0, leaderCommitted - log.applied())};
    }

    private static String role(StatusResponse member) {
        String role = member.role().startsWith("State") ? member.role().substring("State".length()) : member.role();
        return member.config().learners().contains(member.id()) ? role + " (learner)" : role;
    }

    private static void peers(StatusResponse leader, Out out) {
        out.line("");
        out.line(Style.HEADING, "member " + Long.toUnsignedString(leader.id()) + " leads term " + leader.term() + " and knows of its peers"
                + (leader.leadTransferee() == 0 ? "" : ", hands leadership to " + Long.toUnsignedString(leader.leadTransferee())));
        Table table = new Table("ID", "STATE", "MATCH", "NEXT", "INFLIGHT", "PAUSED", "SNAPSHOT", "ACTIVE", "LEARNER");
        for (PeerStatus peer : leader.peers())
            table.row(Long.toUnsignedString(peer.id()), peer.state(), peer.match(), peer.next(),
                    peer.inflights() + (peer.inflightsFull() ? "[full]" : ""), Marks.yes(peer.paused()),
                    peer.pendingSnapshot() == 0 ? "-" : (Object) peer.pendingSnapshot(), Marks.yes(peer.recentActive()),
                    Marks.yes(peer.learner()));
        out.table(table);
    }
}
