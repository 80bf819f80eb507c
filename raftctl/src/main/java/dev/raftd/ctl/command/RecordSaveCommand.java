package dev.raftd.ctl.command;

import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.output.Format;
import dev.raftd.ctl.view.RecordingView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "save", description = {
        "Saves what the core of the connected member was last told and did, as far as the member keeps it in memory.",
        "The file gets its name when it is complete, verified and synced. Values written by clients are in it.",
        "'-o FILE' names the file, too, unless FILE is 'table' or 'json'."})
final class RecordSaveCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "FILE", description = "Where to.")
    private Path file = Path.of("");

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    RecordSaveCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    /// Everywhere `-o` says the form of the output; here it may name the file, as with other programs that save one.
    static String[] withNamedFile(String... words) {
        List<String> named = new ArrayList<>(List.of(words));
        int save = named.indexOf("save");
        int o = named.lastIndexOf("-o");
        if (save > 0 && named.get(save - 1).equals("record") && o > save && o + 1 < named.size()
                && Arrays.stream(Format.values()).noneMatch(f -> f.name().equalsIgnoreCase(named.get(o + 1)))) {
            named.remove(o);
        }
        return named.toArray(String[]::new);
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        RecordingView.Saved saved = new SavedFile(invocation, file, force).save((cluster, _) -> cluster.recording(),
                (unnamed, name) -> RecordingView.of(RecordingFiles.read(unnamed, name), name));
        return invocation.show(saved, RecordingView::print);
    }
}
