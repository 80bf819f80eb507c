package dev.raftd.ctl.view;

import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Paragraph;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.output.Style;
import dev.raftd.ctl.output.Table;
import dev.raftd.why.Cause;
import dev.raftd.why.CauseCode;
import dev.raftd.why.Diagnosis;
import dev.raftd.why.Silent;
import dev.raftd.why.VoterReason;

/// A diagnosis: the answer, the first cause with its evidence and next step, a reason for each voter, and what else is the matter.
public final class WhyView {
    private static final String CODE = "%-21s ";

    private WhyView() {}

    public static void print(Diagnosis diagnosis, Out out) {
        out.line(diagnosis.well() ? Style.GOOD : Style.BAD, Printable.line(diagnosis.answer()));
        diagnosis.quorum().forEach(line -> out.line("  " + Printable.line(line)));
        if (!diagnosis.well() || diagnosis.first().code() != CauseCode.NOTHING_WAITS)
            first(diagnosis.first(), out);
        voters(diagnosis, out);
        others(diagnosis, out);
        for (Silent silent : diagnosis.silent())
            out.line(Style.FAINT, Printable.line("member " + Long.toUnsignedString(silent.id()) + " did not answer: " + silent.detail()));
    }

    private static void first(Cause cause, Out out) {
        out.line("");
        out.line(Style.HEADING, Printable.line("cause     " + cause.code() + ": " + cause.sentence()));
        for (int i = 0; i < cause.evidence().size(); i++)
            out.line(Printable.line((i == 0 ? "evidence  " : "          ") + cause.evidence().get(i)));
        out.line(Printable.line("next      " + cause.next()));
    }

    private static void voters(Diagnosis diagnosis, Out out) {
        if (diagnosis.voters().isEmpty())
            return;
        out.line("");
        Table table = new Table("VOTER", "DONE", "REASON", "DETAIL");
        for (VoterReason voter : diagnosis.voters())
            table.row(voter.has() ? Style.PLAIN : Style.BAD, Long.toUnsignedString(voter.id()), Marks.yes(voter.has()),
                    voter.code() == null ? "-" : voter.code().toString(), Printable.line(voter.sentence()));
        out.table(table);
    }

    private static void others(Diagnosis diagnosis, Out out) {
        if (diagnosis.causes().size() == 1)
            return;
        out.line("");
        out.line(Style.HEADING, "then");
        for (Cause cause : diagnosis.causes().subList(1, diagnosis.causes().size()))
            out.line(Printable.line("  " + cause.code() + ": " + cause.sentence() + "; " + cause.next()));
    }

    public static void index(Explanation.Index index, Out out) {
        out.line(Style.HEADING, String.format(CODE, "CODE") + "MEANS");
        for (Explanation.Brief brief : index.codes())
            Paragraph.lines(String.format(CODE, brief.code()), brief.meaning()).forEach(out::line);
    }

    public static void explanation(Explanation explanation, Out out) {
        explanation.page().lines().forEach(line -> out.line(line.startsWith(" ") ? Style.PLAIN : Style.HEADING, line));
    }
}
