package dev.raftd.ctl.command;

import dev.raftd.api.MemberReplaceRequest;
import dev.raftd.ctl.client.Change;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.command.MembersAddCommand.NewMember;
import dev.raftd.ctl.command.MembersAddCommand.NewMemberConverter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "replace", description = {"Lets a new member take a voter's place, and lists the members then.",
        "Start the new one's raftd with --join after this. Once it has caught up, one joint change gives it the vote and removes the old one,"
                + " which may be down all the while, or lead. To call it off before that, remove the new one."})
final class MembersReplaceCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "OLD", converter = MemberIdConverter.class, description = "The id of the member that goes.")
    private long old;

    @Parameters(index = "1", paramLabel = "NEW=PEERURL", converter = NewMemberConverter.class, //
            description = "An id that no member ever had, and where it will listen for its peers.")
    private NewMember member = new NewMember(0, "");

    @Mixin
    private ChangeOptions options = new ChangeOptions();

    MembersReplaceCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        return options.run(invocation, Change.replace(old, new MemberReplaceRequest(member.id(), member.peerUrl())));
    }
}
