package dev.raftd.ctl.view;

import dev.raftd.api.GetResponse;
import dev.raftd.api.KeyValue;
import dev.raftd.api.RangeResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.output.Style;
import dev.raftd.ctl.output.Table;

/// Keys and values.
public final class KeyValueView {
    private static final int VALUE_CHARACTERS_MAX = 60;

    private KeyValueView() {}

    public static void value(GetResponse answer, Out out) {
        out.line(Printable.value(answer.kv().value()));
    }

    public static void range(RangeResponse answer, Out out) {
        Table table = new Table("KEY", "VALUE", "CREATED", "MODIFIED", "VERSION");
        for (KeyValue kv : answer.kvs())
            table.row(Printable.word(kv.key()), Printable.cut(Printable.word(kv.value()), VALUE_CHARACTERS_MAX), kv.createRevision(),
                    kv.modRevision(), kv.version());
        out.table(table);
        if (answer.more())
            out.line(Style.FAINT, "... more keys follow: raise --limit");
    }

    public static void written(WriteResponse answer, Out out) {
        out.line("revision " + answer.revision() + "  index " + answer.index() + "  term " + answer.term());
    }

    public static void deleted(WriteResponse answer, Out out) {
        out.line("deleted  " + "revision " + answer.revision() + "  index " + answer.index() + "  term " + answer.term());
    }
}
