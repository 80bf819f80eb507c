package dev.raftd.ctl.top;

import dev.raftd.ctl.top.Ink.Tone;
import java.util.List;
import org.jline.utils.AttributedString;

/// What the keys do and what the columns mean.
final class HelpPanel {
    private static final List<String> TEXT = List.of("KEYS",
            "s  r          sort by id, role, lag or rate; reverse",
            "z             the bars show the whole logs, or their end",
            "f  space      freeze, go on",
            "up down j k   move the marker", "enter 1..9    open a member; enter or escape closes it",
            "t             transfer leadership: asks to whom, and once more",
            "q  Ctrl-C     quit", "",
            "MEMBERS",
            "LAG        committed at the leader, not yet applied here",
            "ENTRIES/S  entries applied a second", "BATCH      entries that one fsync made durable",
            "FSYNC      of the log, mean of the interval; MAX10S the longest of 10 s",
            "WAITING    requests not answered: w writes, r reads",
            "ELECT      changes of leader seen since the member started", "",
            "PEERS, as the leader sees them",
            "MATCH      replicated there; NEXT what is sent next",
            "INFLIGHT   append messages sent and not acknowledged");

    private HelpPanel() {}

    static List<AttributedString> lines(Ink ink) {
        return TEXT.stream().map(text -> text.startsWith("KEYS") || text.startsWith("MEMBERS") || text.startsWith("PEERS")
                ? ink.text(Tone.HEADING, " " + text)
                : ink.text(Tone.PLAIN, "  " + text)).toList();
    }
}
