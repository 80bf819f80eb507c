package dev.raftd.ctl.command;

import dev.raftd.ctl.view.SnapshotView;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "status", description = {"Verifies a saved snapshot, and says what is in it.", "Asks no member."})
final class SnapshotStatusCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "FILE", description = "A file that 'snapshot save' wrote.")
    private Path file = Path.of("");

    SnapshotStatusCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException {
        return invocation.show(SavedSnapshot.verify(file, file), SnapshotView::print);
    }
}
