package dev.raftd.ctl.command;

import dev.raftd.api.LogResponse;
import dev.raftd.api.RaftLogStatus;
import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.view.LogView;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "log", description = {"Shows entries of the connected member's raftLog, and where its marks stand.",
        "Without --from: the last entries."})
final class LogCommand implements Callable<Integer> {
    private static final int LIMIT = 20;

    private final Invocation invocation;

    @Option(names = "--from", paramLabel = "INDEX", description = "The first index to show.")
    private @Nullable Long from;

    @Option(names = "--to", paramLabel = "INDEX", description = "The last index to show.")
    private @Nullable Long to;

    @Option(names = "--limit", paramLabel = "N", //
            description = "At most that many entries; without --from the last ones. The member has a limit of its own. Default: 20 without --from.")
    private @Nullable Integer limit;

    LogCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        if (limit != null && limit < 1)
            throw CommandException.usage("usage", "--limit is a number from 1", "see 'raftctl log --help'");
        Cluster cluster = invocation.cluster();
        return invocation.show(from != null ? cluster.log(from, to, limit) : last(cluster, limit != null ? limit : LIMIT), LogView::print);
    }

    /// Where the end is has to be asked first.
    private LogResponse last(Cluster cluster, int count) throws RequestException {
        RaftLogStatus marks = cluster.log(null, null, 1).log();
        long end = to != null ? Math.min(to, marks.lastIndex()) : marks.lastIndex();
        return cluster.log(Math.max(marks.firstIndex(), end - count + 1), end, count);
    }
}
