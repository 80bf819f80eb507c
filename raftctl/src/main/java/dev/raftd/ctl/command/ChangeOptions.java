package dev.raftd.ctl.command;

import dev.raftd.api.ChangePreview;
import dev.raftd.ctl.client.Change;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.view.ChangeView;
import dev.raftd.ctl.view.MembersView;
import picocli.CommandLine.Option;

/// What the commands that change the membership have in common.
final class ChangeOptions {
    @Option(names = "--dry-run", description = {
            "Only show the configurations it leads to, their quorums, how many failures they survive, and whether it would be"
                    + " refused. Exit status 1 if it would be."})
    private boolean dryRun;

    @Option(names = "--force", description = {"Do it although it risks the quorum. On a terminal the risk is shown first, and it is asked"
            + " whether to go on."})
    private boolean force;

    @Option(names = {"-y", "--yes"}, description = "With --force: do not ask.")
    private boolean yes;

    int run(Invocation invocation, Change change) throws CommandException, RequestException {
        if (dryRun) {
            ChangePreview preview = invocation.cluster().preview(change);
            invocation.show(preview, ChangeView::print);
            return preview.refusal() == null || preview.forceable() && force ? ExitCode.OK : ExitCode.REFUSED;
        }
        if (force)
            confirm(invocation, change);
        return invocation.show(invocation.cluster().change(change, force), MembersView::changed);
    }

    private void confirm(Invocation invocation, Change change) throws CommandException, RequestException {
        ChangePreview preview = invocation.cluster().preview(change);
        if (preview.refusal() == null || !preview.forceable())
            return;
        Session session = invocation.session();
        Out err = session.err();
        err.line(Printable.line("forced: " + preview.change() + ": " + preview.refusal()));
        err.line(Printable.line("risk: " + preview.risk()));
        if (session.isTerminal() && !yes && !session.confirms("Do it nevertheless?"))
            throw new CommandException(ExitCode.REFUSED, "not_confirmed", "nothing was changed", "answer y, or give --yes");
    }
}
