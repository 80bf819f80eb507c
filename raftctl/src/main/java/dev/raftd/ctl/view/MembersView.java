package dev.raftd.ctl.view;

import dev.raftd.api.Member;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.TransferResponse;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Style;
import dev.raftd.ctl.output.Table;

/// The members and who leads them.
public final class MembersView {
    private MembersView() {}

    public static void print(MembersResponse answer, Out out) {
        Table table = new Table("ID", "ROLE", "LEADER", "PEER URL", "CLIENT URL");
        for (Member member : answer.members())
            table.row(member.leader() ? Style.GOOD : Style.PLAIN, Long.toUnsignedString(member.id()),
                    member.learner() ? "learner" : "voter",
                    Marks.yes(member.leader()), member.peerUrl(), member.clientUrl() == null ? "-" : member.clientUrl());
        out.table(table);
    }

    public static void transferred(TransferResponse answer, Out out) {
        out.line("member " + Long.toUnsignedString(answer.leader()) + " leads term " + answer.term());
    }
}
