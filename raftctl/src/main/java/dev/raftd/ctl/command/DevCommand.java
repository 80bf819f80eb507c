package dev.raftd.ctl.command;

import dev.raftd.ctl.command.CommandTree.Configured;
import dev.raftd.ctl.command.DevCluster.Plan;
import dev.raftd.ctl.command.Session.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "dev", description = {"Starts a cluster of raftd processes on free loopback ports and opens the shell on it.",
        "Or runs one command and exits with its status. The processes are stopped at the end.",
        "Not on a terminal and without a command: one command a line from standard input."})
final class DevCommand implements Callable<Integer>, Configured {
    private static final int NODES_MAX = 9;

    private final Invocation invocation;

    @Option(names = "--nodes", paramLabel = "N", description = "How many, from 1 to 9. Default: 3.")
    private @Nullable Integer nodes;

    @Option(names = "--data-dir", paramLabel = "DIR", //
            description = "Keep the members' data and logs there, to go on with them another time. Default: temporary.")
    private @Nullable Path dataDir;

    @Option(names = "--start-timeout", paramLabel = "DURATION", defaultValue = "60s", converter = DurationConverter.class, //
            description = "How long the start of the cluster may take. Default: 60s.")
    private Duration startTimeout = Duration.ZERO;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "A command of raftctl with its options, after '--'.")
    private List<String> command = List.of();

    DevCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    /// What follows the first word is that command's own.
    @Override
    public void configure(CommandLine self) {
        self.setStopAtPositional(true);
    }

    @Override
    public Integer call() throws CommandException {
        if (nodes != null && (nodes < 1 || nodes > NODES_MAX))
            throw CommandException.usage("usage", "--nodes is a number from 1 to " + NODES_MAX, "see 'raftctl dev --help'");
        Session session = invocation.session();
        if (session.isShell())
            throw CommandException.usage("usage", "a shell does not start clusters", "leave it and run 'raftctl dev'");
        Plan plan = new Plan(raftd(session.environment(), System.getProperty("raftd.home")), nodes, dataDir, startTimeout);
        try (DevCluster cluster = DevCluster.start(plan)) {
            Settings settings = new Settings(cluster.endpoints(), invocation.format(), invocation.settings().timeout());
            if (command.isEmpty())
                return ShellCommand.open(session, settings);
            try (Session inside = session.with(settings)) {
                return new CommandTree(inside).execute(command);
            }
        }
    }

    /// The launcher of the daemon beside ours.
    static Path raftd(Map<String, String> environment, @Nullable String homeProperty) throws CommandException {
        String home = homeProperty != null ? homeProperty : environment.getOrDefault("RAFTD_HOME", "");
        if (home.isEmpty())
            throw CommandException.usage("no_raftd", "where raftd is installed is not known",
                    "run raftctl from its distribution, or set RAFTD_HOME to it");
        Path raftd = Path.of(home, "bin", "raftd");
        if (!Files.isExecutable(raftd))
            throw CommandException.usage("no_raftd", raftd + " is not there or not executable",
                    "run raftctl from its distribution, or set RAFTD_HOME to it");
        return raftd;
    }
}
