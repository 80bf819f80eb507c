package dev.raftd.ctl.command;

import dev.raftd.ctl.client.Change;
import dev.raftd.ctl.client.RequestException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "remove", description = {"Removes a member for good, and lists the members then.",
        "Its raftd ends by itself, with status 79, and its id is never used again."})
final class MembersRemoveCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ID", converter = MemberIdConverter.class, description = "The member's id.")
    private long id;

    @Mixin
    private ChangeOptions options = new ChangeOptions();

    MembersRemoveCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        return options.run(invocation, Change.remove(id));
    }
}
