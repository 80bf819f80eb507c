package dev.raftd.ctl.command;

import dev.raftd.api.MemberAddRequest;
import dev.raftd.ctl.client.Change;
import dev.raftd.ctl.client.RequestException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(name = "add", description = {"Adds a member, and lists the members then.",
        "Start its raftd with --join after this. It gets a vote by itself once it has caught up."})
final class MembersAddCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ID=PEERURL", converter = NewMemberConverter.class, //
            description = "An id that no member ever had, and where it will listen for its peers.")
    private NewMember member = new NewMember(0, "");

    @Option(names = "--learner", description = "It stays without a vote until it is promoted.")
    private boolean learner;

    @Mixin
    private ChangeOptions options = new ChangeOptions();

    record NewMember(long id, String peerUrl) {}

    static final class NewMemberConverter implements ITypeConverter<NewMember> {
        @Override
        public NewMember convert(String text) {
            int equals = text.indexOf('=');
            if (equals < 0)
                throw new TypeConversionException("'" + text + "' is not of the form ID=PEERURL, such as 4=http://127.0.0.1:2680");
            return new NewMember(new MemberIdConverter().convert(text.substring(0, equals)), text.substring(equals + 1));
        }
    }

    MembersAddCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        return options.run(invocation, Change.add(new MemberAddRequest(member.id(), member.peerUrl(), learner)));
    }
}
