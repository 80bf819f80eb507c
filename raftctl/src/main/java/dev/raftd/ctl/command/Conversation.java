package dev.raftd.ctl.command;

import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.shell.HistoryFile;
import dev.raftd.ctl.shell.Interrupts;
import dev.raftd.ctl.shell.Interrupts.Registration;
import dev.raftd.ctl.shell.Language;
import dev.raftd.ctl.shell.LineLoop;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.ShutdownHooks;

/// A command that takes lines: from the terminal, or from standard input where that is none.
final class Conversation {
    private Conversation() {}

    /// The terminal while it is held.
    @FunctionalInterface
    interface Holder {
        int run(HeldTerminal held, Out out, Interrupts interrupts) throws CommandException;
    }

    /// Runs the lines of a language.
    ///
    /// @param name     of the language, for its history
    /// @param language made when it is known where its output goes
    /// @return a script's status
    static int hold(Session session, String name, Function<Out, Language> language) throws CommandException {
        InputStream in = session.in();
        if (in == null)
            throw CommandException.usage("usage", "'" + name + "' takes lines itself, and so does this shell",
                    "leave the shell with 'exit' first");
        if (!session.isTerminal())
            return new LineLoop(language.apply(session.out())).script(in);
        return onTerminal(session, (held, out, interrupts) -> new LineLoop(language.apply(out)).interactive(held.terminal(), interrupts,
                HistoryFile.prepare(session.environment(), name)));
    }

    static int onTerminal(Session session, Holder holder) throws CommandException {
        // The signal comes through the terminal, whose handler is there all the time.
        Interrupts interrupts = new Interrupts(_ -> () -> {});
        ProcessEnd end = new ProcessEnd();
        // Hooks run in the order in which they were added, and the terminal's own, which is added with it, closes it.
        ShutdownHooks.Task ending = ShutdownHooks.add(end::begin);
        try (Terminal terminal = TerminalBuilder.builder().name("raftctl").system(true).dumb(true).nativeSignals(true)
                .encoding(StandardCharsets.UTF_8).stdoutEncoding(StandardCharsets.UTF_8).build()) {
            Out out = new Out(new PrintStream(terminal.output(), true, StandardCharsets.UTF_8), session.out().colour(),
                    () -> terminal.getSize().getColumns());
            try (Registration _ = end.undoing(() -> LineLoop.leave(terminal))) {
                return holder.run(new HeldTerminal(terminal, end), out, interrupts);
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.BUG, "terminal", "the terminal fails: " + e.getMessage(),
                    "give the command on the command line");
        } finally {
            end.outlast();
            ShutdownHooks.remove(ending);
        }
    }
}
