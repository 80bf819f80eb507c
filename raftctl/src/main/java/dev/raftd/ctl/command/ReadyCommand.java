package dev.raftd.ctl.command;

import dev.raftd.api.ReadyResponse;
import dev.raftd.api.ReadyTrace;
import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.ReadyStream;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.shell.Interrupts.Registration;
import dev.raftd.ctl.view.ReadyView;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "ready", description = {"Shows the last Readys of the connected member, in etcd's printed form.",
        "With --follow also each new one, until Ctrl-C; as JSON one object a line."})
final class ReadyCommand implements Callable<Integer> {
    private static final String LAST = "10";

    private final Invocation invocation;

    @Option(names = "--last", paramLabel = "N", description = "That many of the last ones. Default: " + LAST + ", with --follow none.")
    private @Nullable Integer last;

    @Option(names = "--follow", description = "Go on with the new ones as they come.")
    private boolean follow;

    ReadyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        if (last != null && last < 0)
            throw CommandException.usage("usage", "--last is a number from 0", "see 'raftctl ready --help'");
        Cluster cluster = invocation.cluster();
        if (follow)
            return follow(cluster);
        ReadyResponse answer = cluster.readys(last == null ? Integer.parseInt(LAST) : last);
        return invocation.show(answer, ReadyView::print);
    }

    /// The stream is opened before the last ones are asked for, so that none is missed between them; what comes twice is told by its number.
    private int follow(Cluster cluster) throws RequestException {
        try (ReadyStream stream = cluster.followReadys(); Registration _ = invocation.session().interrupts().on(stream::cancel)) {
            long seen = last == null || last == 0 ? 0 : show(cluster.readys(last));
            for (ReadyTrace trace = stream.next(); trace != null && !invocation.out().isBroken(); trace = stream.next())
                if (trace.seq() > seen)
                    invocation.show(trace, ReadyView::print);
        }
        return ExitCode.OK;
    }

    private long show(ReadyResponse answer) {
        answer.readys().forEach(trace -> invocation.show(trace, ReadyView::print));
        return answer.readys().isEmpty() ? 0 : answer.readys().getLast().seq();
    }
}
