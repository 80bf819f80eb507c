package dev.raftd.ctl.command;

import dev.raftd.ctl.command.CommandTree.Configured;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(name = "snapshot", description = {"Saves the store as a file, and looks into such files.",
        "'raftd restore' makes a new cluster of one."})
final class SnapshotCommand implements Configured {
    private final Invocation invocation;

    SnapshotCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void configure(CommandLine self) {
        self.addSubcommand("save", new SnapshotSaveCommand(invocation));
        self.addSubcommand("status", new SnapshotStatusCommand(invocation));
    }
}
