package dev.raftd.ctl.command;

import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.command.CommandTree.Configured;
import dev.raftd.ctl.view.MembersView;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(name = "members", description = "Lists the members; its subcommands change them.", synopsisSubcommandLabel = "[COMMAND]")
final class MembersCommand implements Callable<Integer>, Configured {
    private final Invocation invocation;

    MembersCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void configure(CommandLine self) {
        self.addSubcommand("add", new MembersAddCommand(invocation));
        self.addSubcommand("replace", new MembersReplaceCommand(invocation));
        self.addSubcommand("promote", new MembersPromoteCommand(invocation));
        self.addSubcommand("remove", new MembersRemoveCommand(invocation));
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        return invocation.show(MembersSurvey.take(invocation.cluster()), MembersView::print);
    }
}
