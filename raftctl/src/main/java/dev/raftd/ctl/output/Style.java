package dev.raftd.ctl.output;

import java.util.List;
import picocli.CommandLine.Help.Ansi;

/// What a line is, for those who see colour.
public enum Style {
    PLAIN,
    HEADING(Ansi.Style.bold),
    GOOD(Ansi.Style.fg_green),
    BAD(Ansi.Style.fg_red),
    FAINT(Ansi.Style.faint);

    private final List<Ansi.Style> ansi;

    Style(Ansi.Style... ansi) {
        this.ansi = List.of(ansi);
    }

    public String on(String text) {
        if (ansi.isEmpty() || text.isEmpty())
            return text;
        return ansi.getFirst().on() + text + Ansi.Style.reset.off();
    }
}
