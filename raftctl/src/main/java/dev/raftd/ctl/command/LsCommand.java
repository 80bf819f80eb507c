package dev.raftd.ctl.command;

import dev.raftd.api.Bytes;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.view.KeyValueView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "ls", description = "Lists keys in order, with their values and revisions.")
final class LsCommand implements Callable<Integer> {
    private static final String LIMIT = "1000";

    private final Invocation invocation;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "PREFIX", description = "Only keys that begin with this text.")
    private String prefix = "";

    @Option(names = "--limit", paramLabel = "N", defaultValue = LIMIT, description = "At most that many. Default: " + LIMIT + ".")
    private int limit;

    @Option(names = "--serializable", description = "Read from the member that is asked, which may lag; works without a majority.")
    private boolean serializable;

    LsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        if (limit < 1)
            throw new ParameterException(spec.commandLine(), "--limit is a number from 1");
        return invocation.show(invocation.cluster().range(Bytes.utf8(prefix), limit, serializable), KeyValueView::range);
    }
}
