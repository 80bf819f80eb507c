package dev.raftd.ctl.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jspecify.annotations.Nullable;

/// Reads lines and gives them to a [Language], until one ends the loop or the input ends.
public final class LineLoop {
    private static final int HISTORY_LINES_MAX = 10_000;

    private final Language language;

    public LineLoop(Language language) {
        this.language = language;
    }

    /// One command a line; a failed one does not stop the next.
    ///
    /// @return the status of the last command that failed, 0 if none did
    public int script(InputStream in) {
        int status = 0;
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        try {
            for (String line = reader.readLine(); line != null && !language.ends(line); line = reader.readLine()) {
                int result = language.run(line);
                status = result == 0 ? status : result;
            }
            int end = language.end();
            return end == 0 ? status : end;
        } catch (IOException e) {
            throw new UncheckedIOException("standard input", e);
        }
    }

    /// Talks to the user at a terminal.
    ///
    /// @param history where lines are kept between runs, null for nowhere
    public int interactive(Terminal terminal, Interrupts interrupts, @Nullable Path history) {
        // Restored by JLine around each line it reads; here for the time a command runs.
        terminal.handle(Signal.INT, _ -> {
            newLine(terminal); // behind the ^C that the terminal shows
            interrupts.fire();
        });
        LineReader reader = reader(terminal, history);
        for (String line = next(reader); line != null && !language.ends(line); line = next(reader)) {
            try (Interrupts.Registration _ = interrupts.on(language::interrupt)) {
                language.run(line);
            }
        }
        return 0;
    }

    private LineReader reader(Terminal terminal, @Nullable Path history) {
        LineReader reader = LineReaderBuilder.builder().terminal(terminal).appName("raftctl").parser(language.parser())
                .completer(completer()).history(new DefaultHistory()).variable(LineReader.SECONDARY_PROMPT_PATTERN, "> ")
                .variable(LineReader.HISTORY_SIZE, HISTORY_LINES_MAX).variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES_MAX)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true).option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
                .option(LineReader.Option.INSERT_TAB, false).build();
        if (history != null)
            reader.setVariable(LineReader.HISTORY_FILE, history);
        return reader;
    }

    private Completer completer() {
        return (_, line, candidates) -> {
            String beforeCursor = line.word().substring(0, Math.min(line.wordCursor(), line.word().length()));
            language.candidates(line.words().subList(0, line.wordIndex()), beforeCursor)
                    .forEach(text -> candidates.add(candidate(text)));
        };
    }

    /// What ends in `=`, `(` or `,` goes on, so no space comes after it.
    private static Candidate candidate(String text) {
        boolean complete = !text.endsWith("=") && !text.endsWith("(") && !text.endsWith(",");
        return new Candidate(text, text, null, null, null, null, complete);
    }

    /// The next line, or null at the end of the input.
    private @Nullable String next(LineReader reader) {
        while (true) {
            try {
                return reader.readLine(language.prompt());
            } catch (UserInterruptException e) {
                language.dropped(); // Ctrl-C: a new line
            } catch (EndOfFileException e) {
                language.dropped();
                if (reader.getTerminal().getType().startsWith(Terminal.TYPE_DUMB)) // on others JLine does
                    newLine(reader.getTerminal());
                return null;
            }
        }
    }

    /// What JLine does at the end of a line, for one that is not ended: else the terminal marks what is pasted ever after.
    public static void leave(Terminal terminal) {
        if (!terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
            terminal.writer().print(LineReaderImpl.BRACKETED_PASTE_OFF);
            newLine(terminal);
        }
    }

    private static void newLine(Terminal terminal) {
        terminal.writer().println();
        terminal.flush();
    }
}
