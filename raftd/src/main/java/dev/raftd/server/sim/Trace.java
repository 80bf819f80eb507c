package dev.raftd.server.sim;

import dev.raftd.raft.Logger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// The last things that happened to each member, if anybody wants to know.
final class Trace {
    private static final int KEPT = 25;
    private static final int WIDTH_MAX = 44;
    private static final int LINE_MAX = 180;

    private record Line(long number, long nanos, long node, String text) {}

    private final boolean on;
    private final Agenda agenda;
    private final TreeMap<Long, ArrayDeque<Line>> lines = new TreeMap<>();
    private long number;

    Trace(boolean on, Agenda agenda) {
        this.on = on;
        this.agenda = agenda;
    }

    /// @param node 0 for what is of no member in particular
    void line(long node, String text) {
        if (!on) {
            return;
        }
        ArrayDeque<Line> own = lines.computeIfAbsent(node, id -> new ArrayDeque<>());
        own.addLast(new Line(number++, agenda.nowNanos(), node, text));
        if (own.size() > KEPT) {
            own.removeFirst();
        }
    }

    /// By time, with a column for each member.
    List<String> last() {
        List<Long> members = lines.keySet().stream().filter(id -> id != 0).toList();
        int width = Math.max(12, Math.min(WIDTH_MAX, LINE_MAX / Math.max(1, members.size())));
        List<String> rows = new ArrayList<>();
        StringBuilder head = new StringBuilder(String.format("%12s", "ms"));
        members.forEach(id -> head.append(" | ").append(cell("member " + id, width)));
        rows.add(head.toString().stripTrailing());
        lines.values().stream().flatMap(ArrayDeque::stream).sorted(Comparator.comparingLong(Line::number))
                .forEach(line -> addRows(rows, line, members, width));
        return rows;
    }

    private static void addRows(List<String> rows, Line line, List<Long> members, int width) {
        String time = String.format("%12.3f", line.nanos / 1e6);
        if (line.node == 0) {
            rows.add(time + " * " + line.text);
            return;
        }
        int from = 0;
        while (from < line.text.length()) {
            int to = Math.min(line.text.length(), from + width);
            StringBuilder row = new StringBuilder(from == 0 ? time : " ".repeat(12));
            for (long id : members) {
                row.append(" | ").append(cell(id == line.node ? line.text.substring(from, to) : "", width));
            }
            rows.add(row.toString().stripTrailing());
            from = to;
        }
    }

    private static String cell(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
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
                if (!message.startsWith("entry at ")) {
                    line(node, message);
                }
            }
        };
    }
}
