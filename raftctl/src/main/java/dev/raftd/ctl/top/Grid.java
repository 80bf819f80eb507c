package dev.raftd.ctl.top;

import dev.raftd.ctl.top.Ink.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jline.utils.AttributedString;

/// Columns of fixed width. Where the screen is narrow, those that matter least are left out.
final class Grid<T> {
    private final List<Column<T>> columns;

    /// @param rank  the higher, the sooner it is left out
    /// @param right whether its cells stand at the right
    record Column<T>(String heading, int width, int rank, boolean right, Function<T, String> cell) {
        static <T> Column<T> number(String heading, int width, int rank, Function<T, String> cell) {
            return new Column<>(heading, width, rank, true, cell);
        }

        static <T> Column<T> text(String heading, int width, int rank, Function<T, String> cell) {
            return new Column<>(heading, width, rank, false, cell);
        }
    }

    /// @param all   in the order in which they are seen
    /// @param width how many columns of the screen there are for all of it
    Grid(List<Column<T>> all, int width) {
        List<Column<T>> left = new ArrayList<>(all);
        while (left.size() > 1 && width(left) > width)
            left.remove(left.stream().max((a, b) -> Integer.compare(a.rank, b.rank)).orElseThrow());
        columns = List.copyOf(left);
    }

    private static <T> int width(List<Column<T>> columns) {
        return columns.stream().mapToInt(c -> c.width + 1).sum() - 1;
    }

    int width() {
        return width(columns);
    }

    String headings() {
        return line(Column::heading);
    }

    String cells(T row) {
        return line(c -> c.cell.apply(row));
    }

    /// The first column's cell alone, for rows of another kind.
    String first(T row) {
        return cell(columns.getFirst(), columns.getFirst().cell.apply(row));
    }

    AttributedString heading(Ink ink) {
        return ink.text(Tone.HEADING, headings());
    }

    private String line(Function<Column<T>, String> text) {
        StringBuilder line = new StringBuilder();
        for (Column<T> column : columns)
            line.append(line.isEmpty() ? "" : " ").append(cell(column, text.apply(column)));
        return line.toString();
    }

    private static <T> String cell(Column<T> column, String text) {
        String padding = " ".repeat(Math.max(0, column.width - text.length()));
        return column.right ? padding + text : text + padding;
    }
}
