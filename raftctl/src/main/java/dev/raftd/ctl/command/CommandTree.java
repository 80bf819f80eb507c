package dev.raftd.ctl.command;

import dev.raftd.ctl.shell.Interpreter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;

/// All commands, and how one of them is run.
public final class CommandTree implements Interpreter {
    private static final int HELP_WIDTH = 80;
    private static final Map<String, Function<Invocation, Object>> COMMANDS = commandsInOrder();

    private final Session session;

    public CommandTree(Session session) {
        this.session = session;
    }

    private static Map<String, Function<Invocation, Object>> commandsInOrder() {
        Map<String, Function<Invocation, Object>> commands = new LinkedHashMap<>();
        commands.put("put", PutCommand::new);
        commands.put("get", GetCommand::new);
        commands.put("del", DelCommand::new);
        commands.put("ls", LsCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("why", WhyCommand::new);
        commands.put("top", TopCommand::new);
        commands.put("members", MembersCommand::new);
        commands.put("transfer", TransferCommand::new);
        commands.put("log", LogCommand::new);
        commands.put("ready", ReadyCommand::new);
        commands.put("record", RecordCommand::new);
        commands.put("replay", ReplayCommand::new);
        commands.put("journey", JourneyCommand::new);
        commands.put("snapshot", SnapshotCommand::new);
        commands.put("bench", BenchCommand::new);
        commands.put("lab", LabCommand::new);
        commands.put("dev", DevCommand::new);
        commands.put("shell", ShellCommand::new);
        commands.put("completion", CompletionCommand::new);
        commands.put("version", VersionCommand::new);
        commands.put("help", HelpCommand::new);
        return commands;
    }

    /// Runs one command, or without one the shell.
    ///
    /// @return the exit status
    public int execute(String... words) {
        // A name that is no command but, say, a key only costs the making of a command that is not used.
        Set<String> named = Set.copyOf(Arrays.asList(words));
        return build(named).execute(RecordSaveCommand.withNamedFile(words));
    }

    @Override
    public int execute(List<String> words) {
        return execute(words.toArray(String[]::new));
    }

    @Override
    public CommandSpec commands() {
        return build(Set.of()).getCommandSpec();
    }

    /// The tree with the named commands, or with all of them where none or `help` is named.
    private CommandLine build(Set<String> named) {
        RootCommand root = new RootCommand(session);
        Invocation invocation = root.invocation();
        CommandLine line = new CommandLine(root);
        boolean all = COMMANDS.keySet().stream().noneMatch(named::contains) || named.contains("help");
        COMMANDS.forEach((name, command) -> {
            if (all || named.contains(name))
                add(line, name, command.apply(invocation));
        });
        line.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE).exitCodeOnExecutionException(ExitCode.BUG);
        FailureMapper failures = new FailureMapper(session, invocation);
        return line.setExpandAtFiles(false).setCaseInsensitiveEnumValuesAllowed(true).setUsageHelpWidth(HELP_WIDTH)
                .setColorScheme(Help.defaultColorScheme(session.out().colour() ? Help.Ansi.ON : Help.Ansi.OFF))
                .setOut(new PrintWriter(session.out().stream(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(session.err().stream(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((e, _) -> failures.usage(e))
                .setExecutionExceptionHandler((e, _, _) -> failures.execution(e));
    }

    private static void add(CommandLine line, String name, Object command) {
        line.addSubcommand(name, command);
        if (command instanceof Configured configured)
            configured.configure(line.getSubcommands().get(name));
    }

    /// A command that says about itself what annotations cannot.
    interface Configured {
        void configure(CommandLine self);
    }
}
