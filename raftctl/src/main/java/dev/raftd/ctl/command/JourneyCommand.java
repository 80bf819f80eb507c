package dev.raftd.ctl.command;

import dev.raftd.api.Bytes;
import dev.raftd.api.Journey;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.output.Glyphs;
import dev.raftd.ctl.view.JourneyDiagram;
import dev.raftd.ctl.view.JourneyView;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "journey", description = {"Shows one entry's way through the cluster: when it passed each stage on each member.",
        "A bar begins where what it waited for ended; '*' marks the critical path. All times are by the leader's clock; how far the "
                + "others' clocks are from it is taken from messages there and back."})
final class JourneyCommand implements Callable<Integer> {
    private final Invocation invocation;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Choice choice = new Choice();

    @Option(names = "--mermaid", description = "Print a sequence diagram in Mermaid's language.")
    private boolean mermaid;

    static final class Choice {
        @Parameters(index = "0", paramLabel = "INDEX", description = "The entry's index.")
        private @Nullable Long index;

        @Option(names = "--key", paramLabel = "KEY", converter = KeyConverter.class, description = "The newest write of this key.")
        private @Nullable Bytes key;

        @Option(names = "--last", description = "The newest write that the connected member has applied.")
        private boolean last;
    }

    JourneyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        if (mermaid && invocation.isJson())
            throw CommandException.usage("usage", "--mermaid and -o json exclude each other", "leave one out");
        if (choice.index != null && choice.index < 1)
            throw CommandException.usage("usage", "an index is a number from 1", "see 'raftctl log'");
        Journey journey = invocation.cluster().journey(choice.index, choice.key);
        if (mermaid)
            JourneyDiagram.print(journey, invocation.out());
        else
            show(invocation, journey);
        return ExitCode.OK;
    }

    static void show(Invocation invocation, Journey journey) {
        Session session = invocation.session();
        if (invocation.isJson())
            session.out().json(journey);
        else
            JourneyView.print(journey, Glyphs.of(session.environment()), session.picture());
    }
}
