package dev.raftd.ctl.view;

import dev.raftd.api.ReadyResponse;
import dev.raftd.api.ReadyTrace;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.output.Style;
import java.util.regex.Pattern;

/// Readys, each under a line that says whose it is.
public final class ReadyView {
    /// Nothing but messages of these types, and nothing to wait for the disk for.
    private static final Pattern HEARTBEAT = Pattern
            .compile("Ready MustSync=false:\\nMessages:\\n(?:[0-9a-f]+->[0-9a-f]+ MsgHeartbeat(?:Resp)? [^\\n]*\\n)+");

    private ReadyView() {}

    /// Whether it carries heartbeats or their answers and nothing else.
    public static boolean isHeartbeat(ReadyTrace trace) {
        return HEARTBEAT.matcher(trace.text()).matches();
    }

    public static void print(ReadyResponse answer, Out out) {
        answer.readys().forEach(trace -> print(trace, out));
    }

    public static void print(ReadyTrace trace, Out out) {
        out.line(Style.HEADING,
                Printable.line("node " + Long.toUnsignedString(trace.node()) + "  ready #" + trace.seq() + "  " + trace.time()));
        out.line(Printable.lines(trace.text()).stripTrailing());
    }
}
