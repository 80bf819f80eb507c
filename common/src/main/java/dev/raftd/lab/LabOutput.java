package dev.raftd.lab;

import dev.raftd.raft.Logger;
import java.util.List;
import java.util.Locale;

/// What a directive prints: the commands' own text, and the nodes' log lines from a level on. At level NONE neither.
final class LabOutput implements Logger {
    private static final List<String> LEVELS = List.of("DEBUG", "INFO", "WARN", "ERROR", "FATAL", "NONE");
    private static final int NONE = LEVELS.indexOf("NONE");

    /// The first level that is printed, as a place in [#LEVELS].
    private int level;
    private StringBuilder text = new StringBuilder();

    int level() {
        return level;
    }

    void level(int newLevel) {
        level = newLevel;
    }

    /// @return an error's text, empty if the name is one
    String level(String name) {
        int named = LEVELS.indexOf(name.toUpperCase(Locale.ROOT));
        if (named < 0) {
            return "log levels must be either of [" + String.join(" ", LEVELS) + "]";
        }
        level = named;
        return "";
    }

    boolean isQuiet() {
        return level == NONE;
    }

    @Override
    public boolean enabled(Level logged) {
        return logged.ordinal() >= level;
    }

    @Override
    public void log(Level logged, String message) {
        if (enabled(logged)) {
            text.append(logged).append(' ').append(message).append(message.endsWith("\n") ? "" : "\n");
        }
    }

    void print(String s) {
        if (!isQuiet()) {
            text.append(s);
        }
    }

    void printLine(String s) {
        print(s);
        print("\n");
    }

    /// A part of a command.
    @FunctionalInterface
    interface Step {
        /// @return an error's text, empty if there is none
        String run() throws TestFailureException;
    }

    /// Runs a step whose lines are indented; each gets a line end.
    String indented(Step step) throws TestFailureException {
        StringBuilder outer = text;
        text = new StringBuilder();
        try {
            return step.run();
        } finally {
            text.toString().lines().forEach(line -> outer.append("  ").append(line).append('\n'));
            text = outer;
        }
    }

    /// All that was printed since the last call.
    String take() {
        String taken = text.toString();
        text = new StringBuilder();
        return taken;
    }
}
