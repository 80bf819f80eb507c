package dev.raftd.ctl.view;

import dev.raftd.api.ChangePreview;
import dev.raftd.api.ChangePreview.Stage;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.output.Style;
import dev.raftd.ctl.output.Table;
import java.util.List;
import java.util.stream.Collectors;

/// What a change of the membership would come to.
public final class ChangeView {
    private ChangeView() {}

    public static void print(ChangePreview preview, Out out) {
        out.line(Style.HEADING, Printable.line(preview.change()));
        Table table = new Table("STAGE", "VOTERS", "LEARNERS", "QUORUM", "SURVIVES", "HEALTHY", "CAN LOSE NOW");
        for (Stage stage : preview.stages())
            table.row(stage.survivesNow() < 0 ? Style.BAD : Style.PLAIN, stage.name(),
                    joint(ids(stage.voters()), ids(stage.votersOutgoing()), stage), ids(stage.learners()),
                    joint(quorum(stage.quorum(), stage.voters()), quorum(stage.quorumOutgoing(), stage.votersOutgoing()), stage),
                    stage.survives() + failures(stage.survives()), ids(stage.healthy()),
                    stage.survivesNow() < 0 ? "no quorum" : Integer.toString(stage.survivesNow()));
        out.table(table);
        verdict(preview, out);
        if (preview.note() != null)
            out.line(Printable.line(preview.note()));
    }

    private static void verdict(ChangePreview preview, Out out) {
        if (preview.refusal() == null)
            out.line("it would be done; nothing was changed");
        else
            out.line(Style.BAD, Printable.line("it would be refused: " + preview.refusal()));
        if (preview.risk() != null)
            out.line(Style.BAD, Printable.line("--force does it nevertheless; then " + preview.risk()));
    }

    private static String joint(String incoming, String outgoing, Stage stage) {
        return stage.votersOutgoing().isEmpty() ? incoming : incoming + " & " + outgoing;
    }

    private static String quorum(int quorum, List<Long> voters) {
        return quorum + " of " + voters.size();
    }

    private static String failures(int count) {
        return count == 1 ? " failure" : " failures";
    }

    private static String ids(List<Long> ids) {
        return ids.isEmpty() ? "-" : ids.stream().map(Long::toUnsignedString).collect(Collectors.joining(","));
    }
}
