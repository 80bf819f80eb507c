package dev.raftd.ctl.command;

import dev.raftd.api.Bytes;
import dev.raftd.api.GetResponse;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.view.KeyValueView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Prints the value of a key; quoted if it is not printable text.")
final class GetCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "KEY", converter = KeyConverter.class, description = "The key, as text.")
    private Bytes key = Bytes.EMPTY;

    @Option(names = "--serializable", description = "Read from the member that is asked, which may lag; works without a majority.")
    private boolean serializable;

    @Option(names = "--raw", description = "Print exactly the value's bytes and nothing else.")
    private boolean raw;

    GetCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        GetResponse answer = invocation.cluster().get(key, serializable);
        if (!raw)
            return invocation.show(answer, KeyValueView::value);
        invocation.out().raw(answer.kv().value().array());
        return ExitCode.OK;
    }
}
