package dev.raftd.ctl.lab;

import java.util.ArrayList;
import java.util.List;

/// The indexes that a picture shows. Where they are too many, the middle of the longest run that all nodes share is left out, and only
/// where that is not enough what follows the first one.
///
/// @param indexes ascending, with [#GAP] where some are left out
record Columns(List<Long> indexes, long firstElided, long lastElided, boolean allShareIt) {
    static final long GAP = -1;
    private static final int CELLS_MIN = 3;

    Columns {
        indexes = List.copyOf(indexes);
    }

    boolean isElided() {
        return lastElided >= firstElided;
    }

    String elision(String mark) {
        return mark + " stands for " + firstElided + ".." + lastElided + (allShareIt ? ", which all share" : "");
    }

    /// @param shared   whether all nodes have the same at each index from the first on
    /// @param cellsMax how many there is room for
    static Columns fit(long first, List<Boolean> shared, int cellsMax) {
        int room = Math.max(cellsMax, CELLS_MIN);
        if (shared.size() <= room)
            return without(first, shared, 0, 0);
        int surplus = shared.size() - room + 1;
        int from = longestRun(shared);
        int inside = runLength(shared, from) - 2; // its first and its last are shown
        return inside >= surplus ? without(first, shared, from + 1, surplus) : without(first, shared, 1, surplus);
    }

    private static int longestRun(List<Boolean> shared) {
        int best = 0;
        for (int i = 0; i < shared.size(); i += Math.max(1, runLength(shared, i))) {
            if (runLength(shared, i) > runLength(shared, best))
                best = i;
        }
        return best;
    }

    private static int runLength(List<Boolean> shared, int from) {
        int to = from;
        while (to < shared.size() && shared.get(to))
            to++;
        return to - from;
    }

    private static Columns without(long first, List<Boolean> shared, int from, int count) {
        List<Long> indexes = new ArrayList<>();
        for (int i = 0; i < shared.size(); i++) {
            if (i < from || i >= from + count)
                indexes.add(first + i);
            else if (i == from)
                indexes.add(GAP);
        }
        boolean allShareIt = shared.subList(from, from + count).stream().allMatch(s -> s);
        return new Columns(indexes, first + from, first + from + count - 1, allShareIt);
    }
}
