package dev.raftd.ctl.command;

import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.shell.Interrupts.Registration;
import dev.raftd.ctl.top.Survey;
import dev.raftd.ctl.top.Top;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jline.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "top", description = {"Shows the members, their raftLogs and the leader's peers on the whole screen, again and again.",
        "'?' tells the keys: sort, zoom the raftLogs, freeze, open a member, transfer leadership (asks first), quit."})
final class TopCommand implements Callable<Integer> {
    private static final Duration INTERVAL_MIN = Duration.ofMillis(100);
    private static final Duration PATIENCE_MIN = Duration.ofSeconds(1);

    private final Invocation invocation;

    @Option(names = "--interval", paramLabel = "DURATION", converter = DurationConverter.class, //
            description = "Between two frames, from 100ms. Default: 1s.")
    private Duration interval = Duration.ofSeconds(1);

    @Option(names = "--once", description = "Print one frame, whose rates are those of one interval, and exit; needs no terminal.")
    private boolean once;

    @Option(names = "--ascii", description = "Draw with ASCII only. Default where the locale is not UTF-8.")
    private boolean ascii;

    TopCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        if (interval.compareTo(INTERVAL_MIN) < 0)
            throw CommandException.usage("usage", "--interval is at least 100ms", "see 'raftctl top --help'");
        if (invocation.isJson())
            throw CommandException.usage("usage", "'top' is for people", "use 'raftctl status -o json'");
        if (once) {
            top(ascii).once(invocation.out());
            return ExitCode.OK;
        }
        return onScreen(invocation.session());
    }

    private int onScreen(Session session) throws CommandException, RequestException {
        HeldTerminal held = session.held();
        if (held == null && (session.isShell() || !session.isTerminal()))
            throw noTerminal();
        Top top = top(ascii || !isUtf8(session.environment()));
        return held != null ? run(top, held) : Conversation.onTerminal(session, (opened, _, _) -> run(top, opened));
    }

    private static int run(Top top, HeldTerminal held) throws CommandException {
        if (held.terminal().getType().startsWith(Terminal.TYPE_DUMB))
            throw noTerminal();
        try (Registration _ = held.end().undoing(top::restore)) {
            top.run(held.terminal());
            return ExitCode.OK;
        } catch (IOException e) {
            throw new CommandException(ExitCode.IO_ERROR, "terminal", "the terminal fails: " + e.getMessage(),
                    "use 'raftctl top --once' or 'raftctl status'");
        } finally {
            held.end().outlast();
        }
    }

    private Top top(boolean inAscii) throws CommandException, RequestException {
        Cluster cluster = invocation.cluster();
        Duration patience = interval.compareTo(PATIENCE_MIN) < 0 ? PATIENCE_MIN : interval;
        patience = patience.compareTo(cluster.timeout()) < 0 ? patience : cluster.timeout();
        return new Top(new Survey(cluster, patience), cluster, interval, invocation.out().colour(), inAscii);
    }

    private static CommandException noTerminal() {
        return CommandException.usage("no_terminal", "'top' needs a terminal that can move its cursor",
                "use 'raftctl top --once' or 'raftctl status'");
    }

    /// As the C library decides: the first of the three that is set.
    private static boolean isUtf8(Map<String, String> environment) {
        String locale = Stream.of("LC_ALL", "LC_CTYPE", "LANG").map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty()).findFirst().orElse("");
        String lower = locale.toLowerCase(Locale.ROOT);
        return lower.contains("utf-8") || lower.contains("utf8");
    }
}
