package dev.raftd.ctl.command;

import dev.raftd.ctl.command.CommandTree.Configured;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(name = "bench", description = {"Measures operations per second and latencies.",
        "Each client sends its next request when the last one was answered.",
        "Keys are bench/00000000 and so on; they stay."})
final class BenchCommand implements Configured {
    private final Invocation invocation;

    BenchCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void configure(CommandLine self) {
        self.addSubcommand("put", new BenchRunCommand(invocation, Load.Kind.PUT));
        self.addSubcommand("get", new BenchRunCommand(invocation, Load.Kind.GET));
    }
}
