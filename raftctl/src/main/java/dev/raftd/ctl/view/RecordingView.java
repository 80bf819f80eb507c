package dev.raftd.ctl.view;

import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import dev.raftd.trace.Recording;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What recordings hold, and what came of replaying them.
public final class RecordingView {
    /// A verified file.
    ///
    /// @param build the version of raftd that recorded
    public record Saved(String file, long member, String clusterId, String build, long firstEvent, long lastEvent, long events,
            long sizeBytes) {}

    /// @param difference the first one, null if there is none
    /// @param event      where it is, 0 if there is none
    public record Checked(long member, long events, long event, @Nullable String difference) {}

    /// @param same whether all Readys of all members are as recorded
    public record Report(boolean same, List<Checked> recordings) {}

    private RecordingView() {}

    public static Saved of(Recording r, Path file) {
        return new Saved(file.toString(), r.about().node(), r.about().cluster(), r.about().build(), r.firstSeq(), r.lastSeq(),
                r.eventCount(), r.sizeBytes());
    }

    public static void print(Saved s, Out out) {
        out.line(Printable.line(s.file() + ": member " + Long.toUnsignedString(s.member()) + "  events " + s.firstEvent() + " to "
                + s.lastEvent() + "  size " + s.sizeBytes() + "  raftd " + s.build() + "  cluster " + s.clusterId() + "  verified"));
    }

    public static void print(Report report, Out out) {
        for (Checked c : report.recordings()) {
            String what = c.difference() == null
                    ? "every Ready is the recorded one, byte for byte"
                    : "different at " + c.event() + ": " + c.difference();
            out.line(Printable.line("member " + Long.toUnsignedString(c.member()) + ": " + c.events() + " events replayed; " + what));
        }
    }
}
