package dev.raftd.ctl.command;

import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.view.MembersView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "remove", description = "Removes a member for good, and lists the members then. Its id is never used again.")
final class MembersRemoveCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ID", converter = MemberIdConverter.class, description = "The member's id.")
    private long id;

    MembersRemoveCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        return invocation.show(invocation.cluster().remove(id), MembersView::print);
    }
}
