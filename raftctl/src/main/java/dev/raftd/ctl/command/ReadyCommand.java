package dev.raftd.ctl.command;

import dev.raftd.api.ReadyResponse;
import dev.raftd.api.ReadyTrace;
import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.ReadyStream;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.shell.Interrupts.Registration;
import dev.raftd.ctl.view.ReadyView;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "ready", description = {"Shows the last Readys of the connected member, in etcd's printed form.",
        "With --follow also each new one, until Ctrl-C; as JSON one object a line.",
        "An idle cluster's Readys are heartbeats, some ten a second: --no-heartbeats shows the others."})
final class ReadyCommand implements Callable<Integer> {
    private static final String LAST = "10";

    private final Invocation invocation;

    @Option(names = "--last", paramLabel = "N", description = "That many of the last ones. Default: " + LAST + ", with --follow none.")
    private @Nullable Integer last;

    @Option(names = "--follow", description = "Go on with the new ones as they come.")
    private boolean follow;

    @Option(names = "--no-heartbeats", description = "Leave out Readys that carry heartbeats or their answers and nothing else.")
    private boolean noHeartbeats;

    ReadyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        int min = follow ? 0 : 1;
        if (last != null && last < min)
            throw CommandException.usage("usage", "--last is a number from " + min, "see 'raftctl ready --help'");
        Cluster cluster = invocation.cluster();
        if (follow)
            return follow(cluster);
        return invocation.show(last(cluster, last == null ? Integer.parseInt(LAST) : last), ReadyView::print);
    }

    private ReadyResponse last(Cluster cluster, int count) throws RequestException {
        if (!noHeartbeats)
            return cluster.readys(count);
        // As many as the member keeps: any number of heartbeats may stand between the others.
        List<ReadyTrace> others = cluster.readys(Integer.MAX_VALUE).readys().stream().filter(this::isWanted).toList();
        return new ReadyResponse(others.subList(Math.max(0, others.size() - count), others.size()));
    }

    private boolean isWanted(ReadyTrace trace) {
        return !(noHeartbeats && ReadyView.isHeartbeat(trace));
    }

    /// The stream is opened before the last ones are asked for, so that none is missed between them; what comes twice is told by its number.
    private int follow(Cluster cluster) throws RequestException {
        try (ReadyStream stream = cluster.followReadys(); Registration _ = invocation.session().interrupts().on(stream::cancel)) {
            long seen = last == null || last == 0 ? 0 : show(last(cluster, last));
            for (ReadyTrace trace = stream.next(); trace != null && !invocation.out().isBroken(); trace = stream.next())
                if (trace.seq() > seen && isWanted(trace))
                    invocation.show(trace, ReadyView::print);
        }
        return ExitCode.OK;
    }

    private long show(ReadyResponse answer) {
        answer.readys().forEach(trace -> invocation.show(trace, ReadyView::print));
        return answer.readys().isEmpty() ? 0 : answer.readys().getLast().seq();
    }
}
