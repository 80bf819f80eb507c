package dev.raftd.server.sim;

import dev.raftd.raftpb.ConfState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/// Majorities of configurations.
final class Quorums {
    private Quorums() {}

    static boolean isQuorum(ConfState conf, LongPredicate has) {
        return isMajority(conf.voters(), has) && (conf.votersOutgoing().isEmpty() || isMajority(conf.votersOutgoing(), has));
    }

    private static boolean isMajority(List<Long> voters, LongPredicate has) {
        int count = 0;
        for (long id : voters) {
            count += has.test(id) ? 1 : 0;
        }
        return 2 * count > voters.size();
    }

    /// Whether each quorum of the one has a member in each of the other.
    static boolean meet(ConfState a, ConfState b) {
        List<Long> all = new ArrayList<>(a.voters());
        List.of(a.votersOutgoing(), b.voters(), b.votersOutgoing()).forEach(ids -> ids.forEach(id -> {
            if (!all.contains(id)) {
                all.add(id);
            }
        }));
        for (int set = 0; set < 1 << all.size(); set++) {
            int members = set;
            boolean disjoint = isQuorum(a, id -> (members >> all.indexOf(id) & 1) == 1)
                    && isQuorum(b, id -> (members >> all.indexOf(id) & 1) == 0);
            if (disjoint) {
                return false;
            }
        }
        return true;
    }
}
