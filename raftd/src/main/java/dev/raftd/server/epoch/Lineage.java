package dev.raftd.server.epoch;

import dev.raftd.server.epoch.Life.Loss;
import java.util.List;

/// A life, and what its data directory still knows of those before it.
///
/// A copy of a directory that is started often enough counts further than the directory it was copied from. But it knows other processes
/// by the numbers that it went through since.
///
/// @param before the incarnations of the starts before this one, the last one first
public record Lineage(Life life, List<Long> before) {
    /// More starts than a member makes without meeting any other.
    public static final int BEFORE_MAX = 63;

    public Lineage {
        before = List.copyOf(before);
        if (before.size() > BEFORE_MAX || before.size() >= life.run())
            throw new IllegalArgumentException(before.size() + " starts before start " + life.run());
    }

    /// What was lost between the newest life seen and this one of the same member.
    Loss since(Life seen) {
        Loss loss = life.since(seen);
        return loss == Loss.NOTHING && !descendsFrom(seen) ? Loss.NEWEST : loss;
    }

    /// True if the directory does not know any more.
    private boolean descendsFrom(Life seen) {
        long back = life.run() - seen.run() - 1;
        return back < 0 || back >= before.size() || before.get((int) back) == seen.incarnation();
    }
}
