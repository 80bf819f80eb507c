package dev.raftd.ctl.top;

import dev.raftd.api.ActivityStatus;
import dev.raftd.api.StatusResponse;
import dev.raftd.ctl.top.Frame.Row;
import dev.raftd.ctl.top.Grid.Column;
import dev.raftd.ctl.top.Ink.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jline.utils.AttributedString;

/// A row for each member.
final class MembersPanel {
    private MembersPanel() {}

    /// @param marked whether there is somebody to move the marker
    /// @param rows   how many lines there are; with fewer than members those around the marker are seen
    static List<AttributedString> lines(Frame frame, State state, Ink ink, int width, int rows, boolean marked) {
        Grid<Row> grid = grid(frame, width - 1);
        List<Row> members = state.sort().of(frame, state.reversed());
        int selected = Controls.selected(members, state);
        int seen = Math.min(members.size(), Math.max(1, rows - 1));
        int from = Math.clamp(selected - seen / 2L, 0, members.size() - seen);
        List<AttributedString> lines = new ArrayList<>();
        lines.add(ink.line().put(" ").put(grid.heading(ink)).end());
        for (int i = from; i < from + seen; i++)
            lines.add(line(grid, members.get(i), marked && i == selected, ink, width));
        return lines;
    }

    private static AttributedString line(Grid<Row> grid, Row row, boolean selected, Ink ink, int width) {
        String text = row.status() == null
                ? grid.first(row) + " " + Words.away(row)
                : grid.cells(row);
        Tone tone = selected ? Tone.SELECTED : row.status() == null ? Tone.BAD : row.leads() ? Tone.GOOD : Tone.PLAIN;
        Ink.Line line = ink.line().put(tone, (selected ? ">" : " ") + text);
        return selected ? line.put(tone, " ".repeat(Math.max(0, width - line.columns()))).end() : line.end();
    }

    private static Grid<Row> grid(Frame frame, int width) {
        return new Grid<>(List.of(
                Column.number("ID", Words.idColumns(frame), 0, row -> Words.id(row.id())),
                Column.text("ROLE", 12, 1, row -> known(row, Words::role)),
                Column.number("TERM", 6, 3, row -> known(row, s -> Long.toString(s.term()))),
                Column.number("LAG", 6, 4, row -> known(row, s -> Numbers.count(frame.lag(s)))),
                Column.number("ENTRIES/S", 9, 2, row -> rate(row, Rates::applied)),
                Column.number("BATCH", 5, 7, row -> rate(row, Rates::entriesPerBatch)),
                Column.number("FSYNC", 7, 5, row -> row.rates() == null ? "-" : Numbers.millis(row.rates().syncMillis())),
                Column.number("MAX10S", 7, 8, row -> known(row, s -> longestSync(s.activity()))),
                Column.number("WAITING", 9, 6, row -> known(row, s -> waiting(s.activity()))),
                Column.number("ELECT", 5, 9, row -> known(row, s -> Numbers.count(s.activity().elections())))), width);
    }

    private interface Text {
        String of(StatusResponse member);
    }

    private static String known(Row row, Text text) {
        return row.status() == null ? "-" : text.of(row.status());
    }

    private static String rate(Row row, ToDoubleFunction<Rates> value) {
        return row.rates() == null ? "-" : Numbers.count(value.applyAsDouble(row.rates()));
    }

    private static String longestSync(ActivityStatus activity) {
        return activity.syncNanosMaxRecent() == 0 ? "-" : Numbers.millis(activity.syncNanosMaxRecent() / 1e6);
    }

    /// Writes and reads.
    private static String waiting(ActivityStatus activity) {
        return Numbers.count(activity.writesWaiting()) + "w " + Numbers.count(activity.readsWaiting()) + "r";
    }
}
