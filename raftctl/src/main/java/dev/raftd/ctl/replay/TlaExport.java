package dev.raftd.ctl.replay;

import dev.raftd.trace.RecordingException;
import dev.raftd.trace.TlaTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// All members' steps as one trace for TLA+, in the order of the timeline.
public final class TlaExport {
    private final Player player;

    public TlaExport(Player player) {
        this.player = player;
    }

    /// @return how many lines were written
    public long write(Consumer<String> out) throws RecordingException {
        List<String> lines = new ArrayList<>();
        TlaTrace trace = new TlaTrace(lines::add);
        for (int i = 0; i < player.members(); i++) {
            int member = i;
            player.replay(i).trace(trace.begin(() -> player.node(member)));
        }
        long written = flush(lines, out);
        while (player.next() != null) {
            written += flush(lines, out);
        }
        return written;
    }

    private static int flush(List<String> lines, Consumer<String> out) {
        lines.forEach(out);
        int count = lines.size();
        lines.clear();
        return count;
    }
}
