package dev.raftd.server.sim;

import dev.raftd.raft.Logger;
import java.util.ArrayList;
import java.util.List;

/// What happened to each member, line by line, if anybody wants to know.
final class Trace {
    private static final int LINES_MAX = 40000;
    private static final int LINES_LAST = 20000;

    private final boolean on;
    private final Agenda agenda;
    private final List<String> lines = new ArrayList<>();

    Trace(boolean on, Agenda agenda) {
        this.on = on;
        this.agenda = agenda;
    }

    boolean isOn() {
        return on;
    }

    void line(long node, String text) {
        if (!on) {
            return;
        }
        if (lines.size() == LINES_MAX) {
            lines.subList(0, LINES_MAX - LINES_LAST).clear();
        }
        lines.add("%10.3f ms  %s %s".formatted(agenda.nowNanos() / 1e6, node == 0 ? "-" : "n" + node, text));
    }

    List<String> last() {
        return lines.subList(Math.max(0, lines.size() - LINES_LAST), lines.size());
    }

    /// The core's own words.
    Logger logger(long node) {
        if (!on) {
            return Logger.SILENT;
        }
        return new Logger() {
            @Override
            public boolean enabled(Level level) {
                return level != Level.DEBUG;
            }

            @Override
            public void log(Level level, String message) {
                line(node, message);
            }
        };
    }
}
