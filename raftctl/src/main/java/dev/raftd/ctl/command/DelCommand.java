package dev.raftd.ctl.command;

import dev.raftd.api.Bytes;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.WriteResponse;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.view.KeyValueView;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "del", description = "Deletes a key.")
final class DelCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "KEY", converter = KeyConverter.class, description = "The key, as text.")
    private Bytes key = Bytes.EMPTY;

    @Option(names = "--if-revision", paramLabel = "N", description = "Only if the key was last changed at this revision.")
    private @Nullable Long ifRevision;

    DelCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        WriteResponse answer = invocation.cluster().delete(key, ifRevision);
        if (!answer.existed())
            throw new CommandException(ExitCode.REFUSED, ErrorCode.KEY_NOT_FOUND.toString(),
                    "there was no key " + Printable.quoted(key) + " to delete", ErrorCode.KEY_NOT_FOUND.next());
        return invocation.show(answer, KeyValueView::deleted);
    }
}
