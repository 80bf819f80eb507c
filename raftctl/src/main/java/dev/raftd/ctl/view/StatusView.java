package dev.raftd.ctl.view;

import dev.raftd.api.PeerStatus;
import dev.raftd.api.RaftLogStatus;
import dev.raftd.api.StatusResponse;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.output.Style;
import dev.raftd.ctl.output.Table;
import dev.raftd.ctl.view.ClusterStatus.Unreachable;

/// All members in one table, and below it the leader's view of each peer.
public final class StatusView {
    private StatusView() {}

    public static void print(ClusterStatus status, Out out) {
        StatusResponse leader = status.leader().orElse(null);
        Table table = new Table("ID", "ROLE", "TERM", "LEAD", "FIRST", "SNAPSHOT", "STABLE", "UNSTABLE", "COMMITTED", "APPLIED", "LAG");
        for (StatusResponse member : status.members())
            table.row(member == leader ? Style.GOOD : Style.PLAIN, cells(member, leader == null ? -1 : leader.log().committed()));
        for (Unreachable member : status.unreachable())
            table.row(Style.BAD, Long.toUnsignedString(member.id()), "unreachable", "-", "-", "-", "-", "-", "-", "-", "-", "-");
        out.table(table);
        for (Unreachable member : status.unreachable())
            out.line(Style.BAD, Printable.line("member " + Long.toUnsignedString(member.id()) + ": " + member.reason()));
        if (leader != null)
            peers(leader, out);
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
