package dev.raftd.ctl.top;

import dev.raftd.api.RaftLogStatus;
import dev.raftd.ctl.top.Frame.Row;
import dev.raftd.ctl.top.Grid.Column;
import dev.raftd.ctl.top.Ink.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jline.utils.AttributedString;

/// A bar for each raftLog, all on one axis, and its marks in numbers.
final class LogPanel {
    private static final int BAR_CELLS_MIN = 24;
    private static final int INDEX_COLUMNS_MIN = 8;

    private LogPanel() {}

    static List<AttributedString> lines(Frame frame, State state, Ink ink, int width) {
        List<RaftLogStatus> logs = frame.answers().map(s -> s.log()).toList();
        if (logs.isEmpty())
            return List.of();
        int idColumns = Words.idColumns(frame);
        int barFrom = idColumns + 2;
        Grid<RaftLogStatus> marks = marks(frame, width - barFrom - BAR_CELLS_MIN - 1);
        int marksFrom = Math.max(barFrom + 2, width - marks.width());
        Axis axis = state.end() ? Axis.end(logs, marksFrom - barFrom - 1) : Axis.whole(logs, marksFrom - barFrom - 1);
        List<AttributedString> lines = new ArrayList<>();
        lines.add(ink.line().put(Tone.HEADING, heading(axis, state, marksFrom - 2)).to(marksFrom).put(marks.heading(ink)).end());
        for (Row row : state.sort().of(frame, state.reversed()))
            if (row.status() != null)
                lines.add(bar(ink.line().put(" ".repeat(idColumns + 1 - Words.id(row.id()).length()) + Words.id(row.id()) + " "), axis,
                        row.status().log(), ink).to(marksFrom).put(marks.cells(row.status().log())).end());
        lines.add(legend(ink));
        return lines;
    }

    private static String heading(Axis axis, State state, int columnsMax) {
        String from = Long.toString(Math.max(1, axis.from()));
        String text = "RAFTLOG " + (state.end() ? "end " : "") + from + ".." + axis.to();
        String scale = ", " + Numbers.count((double) axis.span() / axis.cells()) + " a cell";
        return text.length() + scale.length() <= columnsMax ? text + scale : text.substring(0, Math.min(text.length(), columnsMax));
    }

    private static Ink.Line bar(Ink.Line line, Axis axis, RaftLogStatus log, Ink ink) {
        Region region = axis.region(log, 0);
        StringBuilder run = new StringBuilder();
        for (int cell = 0; cell < axis.cells(); cell++) {
            Region next = axis.region(log, cell);
            if (next != region) {
                line.put(new AttributedString(run, ink.style(region.tone)));
                run.setLength(0);
                region = next;
            }
            run.append(next.glyph(ink.ascii()));
        }
        return line.put(new AttributedString(run, ink.style(region.tone)));
    }

    private static AttributedString legend(Ink ink) {
        Ink.Line line = ink.line().put("  ");
        for (Region region : Region.values())
            if (region != Region.NONE)
                line.put("  ").put(new AttributedString(String.valueOf(region.glyph(ink.ascii())), ink.style(region.tone)))
                        .put(Tone.FAINT, " " + region.words());
        return line.end();
    }

    private static Grid<RaftLogStatus> marks(Frame frame, int width) {
        int columns = Words.indexColumns(frame, INDEX_COLUMNS_MIN);
        return new Grid<>(List.of(mark("SNAPSHOT", columns, 4, RaftLogStatus::snapshotIndex),
                mark("APPLIED", columns, 1, RaftLogStatus::applied), mark("COMMITTED", columns + 1, 0, RaftLogStatus::committed),
                mark("STABLE", columns, 3, RaftLogStatus::stableIndex),
                Column.number("UNSTABLE", 8, 2, log -> Numbers.count(log.unstableLength()))), width);
    }

    private static Column<RaftLogStatus> mark(String heading, int columns, int rank, ToLongFunction<RaftLogStatus> index) {
        return Column.number(heading, columns, rank, log -> Long.toString(index.applyAsLong(log)));
    }
}
