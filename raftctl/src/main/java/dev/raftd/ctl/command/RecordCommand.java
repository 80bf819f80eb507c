package dev.raftd.ctl.command;

import dev.raftd.ctl.command.CommandTree.Configured;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(name = "record", description = {"Saves what a member's core was last told and did.", "'raftctl replay' goes through it again."})
final class RecordCommand implements Configured {
    private final Invocation invocation;

    RecordCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void configure(CommandLine self) {
        self.addSubcommand("save", new RecordSaveCommand(invocation));
    }
}
