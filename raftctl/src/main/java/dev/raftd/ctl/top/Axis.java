package dev.raftd.ctl.top;

import dev.raftd.api.RaftLogStatus;
import java.util.List;

/// The indexes that all bars have in common, a cell for one or several of them.
///
/// @param from  the first index of the first cell
/// @param span  how many indexes there are, at least as many as cells
/// @param cells how many cells a bar has
record Axis(long from, long span, int cells) {
    private static final int[] STEPS = {1, 2, 5};

    Axis {
        if (cells < 1 || span < cells)
            throw new IllegalArgumentException(span + " indexes in " + cells + " cells");
    }

    /// From the first entry that a member has to the last one.
    static Axis whole(List<RaftLogStatus> logs, int cells) {
        long from = logs.stream().mapToLong(RaftLogStatus::firstIndex).min().orElse(1);
        return new Axis(from, Math.max(cells, last(logs) - from + 1), cells);
    }

    /// The end of the logs, from where the members begin to differ. A cell is 1, 2, 5, 10, 20, 50, ... entries, so that bars can be compared
    /// from one frame to the next.
    static Axis end(List<RaftLogStatus> logs, int cells) {
        long last = last(logs);
        long least = logs.stream().mapToLong(log -> Math.min(log.applied(), log.stableIndex())).min().orElse(last);
        long step = 1;
        for (int i = 1; (last - least + 1) > step * cells; i++)
            step = STEPS[i % STEPS.length] * (long) Math.pow(10, i / STEPS.length);
        return new Axis(last - step * cells + 1, step * cells, cells);
    }

    private static long last(List<RaftLogStatus> logs) {
        return logs.stream().mapToLong(RaftLogStatus::lastIndex).max().orElse(0);
    }

    /// The last index of the axis.
    long to() {
        return from + span - 1;
    }

    /// The last index of a cell.
    private long lastOf(int cell) {
        return from + span / cells * (cell + 1L) + span % cells * (cell + 1L) / cells - 1;
    }

    /// What a cell shows is the entry that came the least far: its last.
    Region region(RaftLogStatus log, int cell) {
        long first = cell == 0 ? from : lastOf(cell - 1) + 1;
        if (lastOf(cell) < 1 || first > log.lastIndex())
            return Region.NONE;
        return Region.of(log, Math.min(lastOf(cell), log.lastIndex()));
    }
}
