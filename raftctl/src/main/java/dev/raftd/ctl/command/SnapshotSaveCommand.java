package dev.raftd.ctl.command;

import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.view.SnapshotView;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "save", description = {"Saves all that a member has applied, from any member; a follower may be a little behind.",
        "The file gets its name when it is complete, verified and synced. Where the connection breaks it goes on, or is begun anew if that snapshot is there no more."})
final class SnapshotSaveCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "FILE", description = "Where to.")
    private Path file = Path.of("");

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    SnapshotSaveCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        SnapshotView.Snapshot saved = new SavedFile(invocation, file, force).save(Cluster::snapshot, SavedSnapshot::verify);
        return invocation.show(saved, SnapshotView::print);
    }
}
