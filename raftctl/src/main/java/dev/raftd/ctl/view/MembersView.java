package dev.raftd.ctl.view;

import dev.raftd.api.Member;
import dev.raftd.api.MemberProspect;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.TransferResponse;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.output.Style;
import dev.raftd.ctl.output.Table;
import java.util.List;

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
        prospects(answer.members(), out);
    }

    /// What becomes by itself of members, a line each.
    static void prospects(List<Member> members, Out out) {
        for (Member member : members)
            if (member.prospect() != null)
                out.line(Printable.line("member " + Long.toUnsignedString(member.id()) + " " + prospect(member.prospect())));
    }

    /// After a change: also what to do next.
    public static void changed(MembersResponse answer, Out out) {
        print(answer, out);
        if (answer.note() != null)
            out.line(Printable.line(answer.note()));
    }

    /// Such as `becomes a voter when caught up: 120 entries behind`.
    private static String prospect(MemberProspect prospect) {
        if (!prospect.becomes().equals(MemberProspect.VOTER))
            return prospect.replacedBy() == 0
                    ? "is being removed"
                    : "goes when member " + Marks.id(prospect.replacedBy()) + " has caught up";
        String becomes = prospect.replaces() == 0 ? "becomes a voter" : "takes the place of member " + Marks.id(prospect.replaces());
        return becomes + " when caught up" + (prospect.waitsFor() == null ? "" : ": " + prospect.waitsFor());
    }

    public static void transferred(TransferResponse answer, Out out) {
        out.line("member " + Long.toUnsignedString(answer.leader()) + " leads term " + answer.term());
    }
}
