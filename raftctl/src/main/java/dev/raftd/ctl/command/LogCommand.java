package dev.raftd.ctl.command;

import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.view.LogView;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "log", description = {"Shows entries of the connected member's raftLog, and where its marks stand.",
        "Without a range: the last entries."})
final class LogCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--from", paramLabel = "INDEX", description = "The first index to show.")
    private @Nullable Long from;

    @Option(names = "--to", paramLabel = "INDEX", description = "The last index to show.")
    private @Nullable Long to;

    @Option(names = "--limit", paramLabel = "N", description = "At most that many entries; the member has a default and a limit of its own.")
    private @Nullable Integer limit;

    LogCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        return invocation.show(invocation.cluster().log(from, to, limit), LogView::print);
    }
}
