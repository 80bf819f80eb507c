package dev.raftd.ctl.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows under headings, in columns as wide as their widest cell. Numbers stand at the right. Two spaces stand between columns, one where
/// that makes the table fit on the screen.
public final class Table {
    private static final int GAP = 2;

    private final List<String> headings;
    private final List<Row> rows = new ArrayList<>();
    private final boolean[] right;

    private record Row(List<String> cells, Style style) {}

    public Table(String... headings) {
        this.headings = List.of(headings);
        this.right = new boolean[headings.length];
    }

    public Table row(Object... cells) {
        return row(Style.PLAIN, cells);
    }

    public Table row(Style style, Object... cells) {
        if (cells.length != headings.size())
            throw new IllegalArgumentException(cells.length + " cells under " + headings.size() + " headings");
        List<String> texts = new ArrayList<>(cells.length);
        for (int i = 0; i < cells.length; i++) {
            right[i] |= cells[i] instanceof Number;
            texts.add(Printable.line(cells[i].toString()));
        }
        rows.add(new Row(texts, style));
        return this;
    }

    void print(Out out) {
        int[] widths = widths();
        String gap = " ".repeat(gap(widths, out.columnsMax()));
        out.line(Style.HEADING, format(headings, widths, gap));
        for (Row row : rows)
            out.line(row.style, format(row.cells, widths, gap));
    }

    private static int gap(int[] widths, int columnsMax) {
        int cells = Arrays.stream(widths).sum();
        int gaps = widths.length - 1;
        return cells + GAP * gaps > columnsMax && cells + gaps <= columnsMax ? 1 : GAP;
    }

    private int[] widths() {
        int[] widths = new int[headings.size()];
        Arrays.setAll(widths, i -> width(headings.get(i)));
        for (Row row : rows)
            for (int i = 0; i < widths.length; i++)
                widths[i] = Math.max(widths[i], width(row.cells.get(i)));
        return widths;
    }

    private String format(List<String> cells, int[] widths, String gap) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - width(cells.get(i)));
            out.append(i == 0 ? "" : gap).append(right[i] ? padding : "").append(cells.get(i)).append(right[i] ? "" : padding);
        }
        return out.toString().stripTrailing();
    }

    /// Columns on a screen: East Asian wide characters and emoji take two, combining marks none.
    static int width(String text) {
        return text.codePoints().map(Table::width).sum();
    }

    private static int width(int c) {
        if (c < 0x300)
            return 1;
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK)
            return 0;
        boolean wide = c >= 0x1100 && c <= 0x115f || c >= 0x2e80 && c <= 0xa4cf || c >= 0xac00 && c <= 0xd7a3 || c >= 0xf900 && c <= 0xfaff
                || c >= 0xfe30 && c <= 0xfe6f || c >= 0xff00 && c <= 0xff60 || c >= 0xffe0 && c <= 0xffe6 || c >= 0x1f300 && c <= 0x1faff
                || c >= 0x20000 && c <= 0x3fffd;
        return wide ? 2 : 1;
    }
}
