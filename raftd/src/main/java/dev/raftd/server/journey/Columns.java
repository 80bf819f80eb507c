package dev.raftd.server.journey;

import java.util.Arrays;
import java.util.Collection;

/// Which peer has which column. A peer that is no member any more gives its column back. Confined to the raft loop.
final class Columns {
    /// Peers beyond so many are not recorded.
    static final int MAX = 16;
    static final int NONE = -1;

    /// 0 for a free column.
    private final long[] ids = new long[MAX];
    /// The highest index acknowledged under the present leadership, 0 for none.
    final long[] ackedTo = new long[MAX];
    /// The first index sent under the present leadership, 0 for none.
    final long[] sentFrom = new long[MAX];

    long id(int column) {
        return ids[column];
    }

    int of(long id) {
        for (int c = 0; c < MAX; c++) {
            if (ids[c] == id) {
                return c;
            }
        }
        return NONE;
    }

    /// The peer's column, a new one if it has none; [#NONE] if there are too many peers.
    int take(long id) {
        int known = of(id);
        int column = known == NONE ? of(0) : known;
        if (column != NONE) {
            ids[column] = id;
        }
        return column;
    }

    /// Frees one column of a peer that is not among the members.
    ///
    /// @return the column, [#NONE] if all are members
    int release(Collection<Long> members) {
        for (int c = 0; c < MAX; c++) {
            if (ids[c] != 0 && !members.contains(ids[c])) {
                ids[c] = 0;
                ackedTo[c] = 0;
                sentFrom[c] = 0;
                return c;
            }
        }
        return NONE;
    }

    /// What peers acknowledge from now on is another leadership's.
    void leaderChanged() {
        Arrays.fill(ackedTo, 0);
        Arrays.fill(sentFrom, 0);
    }
}
