package dev.raftd.ctl.command;

import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.view.MembersView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "promote", description = "Gives a learner a vote, and lists the members then.")
final class MembersPromoteCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ID", converter = MemberIdConverter.class, description = "The member's id.")
    private long id;

    MembersPromoteCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        return invocation.show(invocation.cluster().promote(id), MembersView::print);
    }
}
