package dev.raftd.ctl.command;

import dev.raftd.ctl.client.Change;
import dev.raftd.ctl.client.RequestException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "promote", description = "Gives a learner a vote, and lists the members then.")
final class MembersPromoteCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ID", converter = MemberIdConverter.class, description = "The member's id.")
    private long id;

    @Mixin
    private ChangeOptions options = new ChangeOptions();

    MembersPromoteCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        return options.run(invocation, Change.promote(id));
    }
}
