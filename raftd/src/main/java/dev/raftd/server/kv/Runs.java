package dev.raftd.server.kv;

import java.util.ArrayList;
import java.util.List;

/// The last proposal of each of a member's latest runs, the oldest run first.
///
/// Not of the latest run alone: what a former run forwarded may arrive, from a leader that stood still, among the proposals of the next.
record Runs(List<Origin> last) {
    /// A proposal that is older than so many restarts of its member is not recognised any more.
    static final int RUNS_MAX = 8;

    static final Runs NONE = new Runs(List.of());

    Runs {
        last = List.copyOf(last);
    }

    /// The last number of that run, 0 if none of its proposals is known.
    long sequence(long incarnation) {
        for (Origin origin : last) {
            if (origin.incarnation() == incarnation) {
                return origin.sequence();
            }
        }
        return 0;
    }

    Runs with(Origin next) {
        if (last.size() == 1 && last.getFirst().incarnation() == next.incarnation()) {
            return new Runs(List.of(next));
        }
        List<Origin> all = new ArrayList<>(last);
        int place = place(next.incarnation());
        if (place < all.size()) {
            all.set(place, next);
        } else {
            all.add(next);
        }
        return new Runs(all.size() > RUNS_MAX ? all.subList(1, all.size()) : all);
    }

    private int place(long incarnation) {
        int place = 0;
        while (place < last.size() && last.get(place).incarnation() != incarnation) {
            place++;
        }
        return place;
    }
}
