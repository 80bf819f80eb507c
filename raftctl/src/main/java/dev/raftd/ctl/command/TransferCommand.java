package dev.raftd.ctl.command;

import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.view.MembersView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "transfer", description = "Hands leadership to a member, and tells who leads then.")
final class TransferCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ID", converter = MemberIdConverter.class, description = "The member's id.")
    private long id;

    TransferCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        return invocation.show(invocation.cluster().transfer(id), MembersView::transferred);
    }
}
