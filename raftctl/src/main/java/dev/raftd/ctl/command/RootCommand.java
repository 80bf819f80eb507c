package dev.raftd.ctl.command;

import dev.raftd.ctl.output.Format;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// raftctl itself and the options that every command takes.
@Command(name = "raftctl", description = {"Reads, writes and looks into a raftd cluster.",
        "Without a command: the interactive shell on a terminal, else one command a line from standard input."}, //
        synopsisSubcommandLabel = "[COMMAND]", exitCodeListHeading = "%nExit status:%n", exitCodeList = {"0:done",
                "1:refused by the cluster, nothing was applied (key not found, compare failed, no leader)", "2:wrong usage",
                "3:no endpoint answered, nothing was applied", "4:the outcome of a write is unknown: it may have been applied", "70:a bug",
                "74:a file cannot be read or written", "78:a snapshot or recording is damaged, or is none",
                "130:given up by Ctrl-C"}, footer = {"", "Environment:", "  RAFTCTL_ENDPOINTS  what -e is where it is not given",
                        "  RAFTCTL_HISTORY    the file of the shell's history; others lie beside it",
                        "  RAFTD_HOME         where raftd is installed, for 'dev' outside a distribution",
                        "  NO_COLOR           no colour if it is set and not empty"})
final class RootCommand implements Callable<Integer> {
    static final String ENDPOINTS_VARIABLE = "RAFTCTL_ENDPOINTS";

    @Option(names = {"-e", "--endpoints"}, paramLabel = "URL[,URL]", scope = ScopeType.INHERIT, converter = EndpointsConverter.class, //
            description = "Where members serve clients; the next is asked where one fails. Default: http://127.0.0.1:2379.")
    EndpointsConverter.@Nullable Endpoints endpoints;

    @Option(names = {"-o", "--output"}, paramLabel = "table|json", scope = ScopeType.INHERIT, converter = FormatConverter.class, //
            description = "For people or for programs. Default: table.")
    @Nullable
    Format format;

    @Option(names = "--timeout", paramLabel = "DURATION", scope = ScopeType.INHERIT, converter = DurationConverter.class, //
            description = "How long a request may take, over all endpoints; a member answers within its --request-timeout. Default: 6s.")
    @Nullable
    Duration timeout;

    @Option(names = {"-V", "--version"}, description = "Print the version of raftctl and exit.")
    private boolean version;

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Show this help and exit.")
    boolean help;

    private final Invocation invocation;

    RootCommand(Session session) {
        this.invocation = new Invocation(session, this);
    }

    Invocation invocation() {
        return invocation;
    }

    @Override
    public Integer call() throws CommandException {
        return version ? new VersionCommand(invocation).call() : new ShellCommand(invocation).call();
    }
}
