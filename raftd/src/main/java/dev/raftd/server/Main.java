package dev.raftd.server;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// `raftd`: the daemon's command line.
@Command(name = "raftd", description = "Hosts one member of a Raft cluster with a replicated key-value store.", subcommands = {
        StartCommand.class,
        LogCommand.class, RecoverCommand.class,
        RestoreCommand.class,
        SimulateCommand.class}, versionProvider = Main.Version.class, mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", exitCodeListHeading = "%nExit status:%n", exitCodeList = {
                "0:stopped as asked", "1:'log verify' or 'recover inspect' found damage, or 'simulate' a violation",
                "64:the command line or a value in it is wrong",
                "69:an address cannot be bound, or no member answered a joining node", "70:a bug: a broken invariant",
                "73:the data directory is in use, is not there, or cannot be created", "74:reading, writing or syncing a file failed",
                "75:the disk did not finish a write",
                "76:the data directory is another node's or another cluster's, was emptied, or put back to an older state",
                "77:the data directory may not be written",
                "78:data that was durable is damaged", "79:the member was removed from its cluster"})
public final class Main {
    /// Runs the command and ends the process with its status.
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        System.exit(commandLine().execute(args));
    }

    /// The command model, also for the manual pages and completions.
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setParameterExceptionHandler(Main::usageError);
        line.setExecutionExceptionHandler((e, command, result) -> failed(e, command.getErr()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line;
    }

    private static int usageError(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("raftd: usage: " + sentence(e) + "; see '" + e.getCommandLine().getCommandSpec().qualifiedName()
                + " --help'");
        return ExitStatus.USAGE;
    }

    private static String sentence(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption())
            return (e.getCommandLine().getSubcommands().isEmpty() ? "it takes no " : "there is no command ") + "'"
                    + unmatched.getUnmatched().getFirst() + "'";
        return oneLine(e.getMessage()).replaceFirst("^Invalid value for option '([^']+)': ", "$1: ").replaceFirst(" is not a long$",
                " is not a number");
    }

    private static int failed(Exception e, PrintWriter err) {
        Refusal refusal = Refusal.of(e);
        err.println("raftd: " + refusal.code() + ": " + oneLine(refusal.message()));
        if (refusal.exitStatus() == ExitStatus.BUG)
            e.printStackTrace(err);
        return refusal.exitStatus();
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*\\R\\s*", " ");
    }

    static final class Version implements IVersionProvider {
        static final String NUMBER = number();

        @Override
        public String[] getVersion() {
            return new String[]{"raftd " + NUMBER};
        }

        private static String number() {
            String packaged = Main.class.getPackage().getImplementationVersion();
            return packaged == null ? "unpackaged" : packaged;
        }
    }
}
