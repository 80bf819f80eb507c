package dev.raftd.ctl.command;

import dev.raftd.ctl.command.CommandTree.Configured;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(name = "lab", description = "Runs a whole Raft group in one thread, from data files.")
final class LabCommand implements Configured {
    private final Invocation invocation;

    LabCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void configure(CommandLine self) {
        self.addSubcommand("run", new LabRunCommand(invocation));
    }
}
