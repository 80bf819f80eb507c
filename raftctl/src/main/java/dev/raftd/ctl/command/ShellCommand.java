package dev.raftd.ctl.command;

import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.command.Session.Settings;
import dev.raftd.ctl.output.Style;
import dev.raftd.ctl.shell.HistoryFile;
import dev.raftd.ctl.shell.Shell;
import java.io.InputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "shell", description = {"Takes commands from the terminal, or one a line from standard input.",
        "On a terminal: with completion, history and a prompt that shows the leader, the commit index and the applied index of the connected"
                + " member. 'exit' or Ctrl-D leaves it, Ctrl-C ends a command.",
        "Not on a terminal: '#' begins a comment; a failed command does not stop the next; the exit status is that of the last one that"
                + " failed, 0 if none did.",
        "Words are quoted as in a POSIX shell; nothing is expanded."})
final class ShellCommand implements Callable<Integer> {
    private final Invocation invocation;

    ShellCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException {
        return open(invocation.session(), invocation.settings());
    }

    /// Runs a shell whose commands go to these endpoints, until its input ends.
    static int open(Session session, Settings settings) throws CommandException {
        InputStream in = session.in();
        if (in == null)
            throw CommandException.usage("usage", "this is the shell", "leave it with 'exit'");
        return session.isTerminal() ? interactive(session, settings) : script(session, settings, in);
    }

    private static int script(Session session, Settings settings, InputStream in) {
        try (Session shell = session.script(settings, in)) {
            return new Shell(new CommandTree(shell), shell.err()).script(in);
        }
    }

    private static int interactive(Session session, Settings settings) throws CommandException {
        return Conversation.onTerminal(session, (held, out, interrupts) -> {
            try (Session shell = session.shell(settings, held, out, interrupts)) {
                Cluster cluster = shell.cluster(settings.endpoints(), settings.timeout());
                out.line(Style.FAINT, "raftctl " + VersionCommand.Version.ofThis().raftctl() + " at " + cluster.connected()
                        + "; 'help' lists commands, Ctrl-D leaves");
                return new Shell(new CommandTree(shell), shell.err()).interactive(held.terminal(), cluster, interrupts,
                        HistoryFile.prepare(session.environment()));
            }
        });
    }
}
