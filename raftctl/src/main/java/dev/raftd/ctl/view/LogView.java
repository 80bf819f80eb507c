package dev.raftd.ctl.view;

import dev.raftd.api.LogEntry;
import dev.raftd.api.LogResponse;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.output.Style;
import dev.raftd.ctl.output.Table;

/// Entries of a raftLog and where its marks stand.
public final class LogView {
    private static final int TEXT_CHARACTERS_MAX = 80;

    private LogView() {}

    public static void print(LogResponse answer, Out out) {
        out.line(Style.HEADING, "node " + Long.toUnsignedString(answer.node()) + "  " + Marks.of(answer.log()));
        Table table = new Table("INDEX", "TERM", "TYPE", "SIZE", "PLACE", "COMMITTED", "APPLIED", "TEXT");
        for (LogEntry entry : answer.entries())
            table.row(entry.index(), entry.term(), entry.type(), entry.sizeBytes(), entry.place(), Marks.yes(entry.committed()),
                    Marks.yes(entry.applied()), Printable.cut(entry.text(), TEXT_CHARACTERS_MAX));
        out.table(table);
    }
}
