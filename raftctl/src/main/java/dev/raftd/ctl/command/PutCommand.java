package dev.raftd.ctl.command;

import dev.raftd.api.Bytes;
import dev.raftd.api.WriteResponse;
import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.view.KeyValueView;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "put", description = "Writes a value under a key.", footer = {"",
        "A value that begins with '-' goes after '--': raftctl put -- KEY -1"})
final class PutCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "KEY", converter = KeyConverter.class, description = "The key, as text.")
    private Bytes key = Bytes.EMPTY;

    @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "The value, as text, or '-' for the bytes of standard input.")
    private @Nullable String value;

    @Option(names = {"-f", "--file"}, paramLabel = "FILE", description = "Take the value from this file, byte for byte.")
    private @Nullable Path file;

    @Option(names = "--if-revision", paramLabel = "N", description = "Only if the key was last changed at this revision; 0: only if it is not there.")
    private @Nullable Long ifRevision;

    @Option(names = "--journey", description = "Then show the write's way through the cluster, as 'raftctl journey' does.")
    private boolean journey;

    PutCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        Bytes bytes = new Value(invocation.session().in()).of(value, file);
        Cluster cluster = invocation.cluster();
        WriteResponse written = cluster.put(key, bytes, ifRevision);
        invocation.show(written, KeyValueView::written);
        if (journey)
            journey(cluster, written);
        return ExitCode.OK;
    }

    /// Whatever becomes of it, the write is done: the exit status must not say that nothing was applied.
    private void journey(Cluster cluster, WriteResponse written) throws RequestException {
        try {
            JourneyCommand.show(invocation, new JourneySurvey(cluster).of(written));
        } catch (RequestException e) {
            if (e.kind() == RequestException.Kind.INTERRUPTED)
                throw e;
            tell("its journey cannot be shown: " + e.problem().detail(), "try 'raftctl journey " + written.index() + "'");
        } catch (CommandException e) {
            tell(e.sentence(), e.next());
        }
    }

    private void tell(String sentence, String next) {
        invocation.session().err().line(Printable.line("raftctl: journey_not_shown: the write is applied, but " + sentence + "; " + next));
    }
}
