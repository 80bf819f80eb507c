package dev.raftd.ctl.view;

import dev.raftd.api.ReadyResponse;
import dev.raftd.api.ReadyTrace;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.output.Style;

/// Readys, each under a line that says whose it is.
public final class ReadyView {
    private ReadyView() {}

    public static void print(ReadyResponse answer, Out out) {
        answer.readys().forEach(trace -> print(trace, out));
    }

    public static void print(ReadyTrace trace, Out out) {
        out.line(Style.HEADING,
                Printable.line("node " + Long.toUnsignedString(trace.node()) + "  ready #" + trace.seq() + "  " + trace.time()));
        out.line(Printable.lines(trace.text()).stripTrailing());
    }
}
