package dev.raftd.ctl.shell;

import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jspecify.annotations.Nullable;

/// Reads commands and runs them, until `exit` or the end of the input.
public final class Shell {
    private static final String EXIT = "exit";
    private static final int HISTORY_LINES_MAX = 10_000;

    private final Interpreter interpreter;
    private final Out err;

    public Shell(Interpreter interpreter, Out err) {
        this.interpreter = interpreter;
        this.err = err;
    }

    /// One command a line; a failed one does not stop the next.
    ///
    /// @return the status of the last command that failed, 0 if none did
    public int script(InputStream in) {
        int status = 0;
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                Words words = Words.of(line);
                if (isExit(words.texts()))
                    break;
                int result = words.unclosed() == null ? execute(words.texts()) : unclosed(line);
                status = result == 0 ? status : result;
            }
            return status;
        } catch (IOException e) {
            throw new UncheckedIOException("standard input", e);
        }
    }

    private int unclosed(String line) {
        err.line("raftctl: usage: open quote in: " + Printable.line(line) + "; close it on the same line");
        return 2;
    }

    /// Talks to the user at a terminal.
    ///
    /// @param history where lines are kept between runs, null for nowhere
    public int interactive(Terminal terminal, Cluster cluster, Interrupts interrupts, @Nullable Path history) {
        // Restored by JLine around each line it reads; here for the time a command runs.
        terminal.handle(Signal.INT, _ -> {
            newLine(terminal); // behind the ^C that the terminal shows
            interrupts.fire();
        });
        try (Live live = new Live(cluster)) {
            LineReader reader = reader(terminal, live, history);
            for (List<String> words = next(reader, live); words != null && !isExit(words); words = next(reader, live)) {
                try (Interrupts.Registration _ = interrupts.on(cluster::cancel)) {
                    execute(words);
                }
            }
        }
        return 0;
    }

    private LineReader reader(Terminal terminal, Live live, @Nullable Path history) {
        LineReader reader = LineReaderBuilder.builder().terminal(terminal).appName("raftctl").parser(new PosixParser())
                .completer(new WordCompleter(interpreter::commands, live)).history(new DefaultHistory())
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "> ").variable(LineReader.HISTORY_SIZE, HISTORY_LINES_MAX)
                .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES_MAX).option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, true).option(LineReader.Option.INSERT_TAB, false).build();
        if (history != null)
            reader.setVariable(LineReader.HISTORY_FILE, history);
        return reader;
    }

    /// The next line's words, or null at the end of the input.
    private static @Nullable List<String> next(LineReader reader, Live live) {
        while (true) {
            try {
                return Words.of(reader.readLine(live.prompt())).texts();
            } catch (UserInterruptException e) {
                continue; // Ctrl-C: a new line
            } catch (EndOfFileException e) {
                if (reader.getTerminal().getType().startsWith(Terminal.TYPE_DUMB)) // on others JLine does
                    newLine(reader.getTerminal());
                return null;
            }
        }
    }

    private static void newLine(Terminal terminal) {
        terminal.writer().println();
        terminal.flush();
    }

    private static boolean isExit(List<String> words) {
        return !words.isEmpty() && (words.getFirst().equals(EXIT) || words.getFirst().equals("quit"));
    }

    private int execute(List<String> words) {
        return words.isEmpty() ? 0 : interpreter.execute(words);
    }
}
