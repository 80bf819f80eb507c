package dev.raftd.server.replica;

import dev.raftd.raftpb.ConfState;
import java.util.HashSet;
import java.util.Set;

/// When a removed member may end: not before those that stay can do without it.
///
/// Example: of members 1 and 2, 1 is removed. The removal is committed by both; were 1 to end before 2 knows that, 2 would ask 1 for its
/// vote for ever. So a removed member goes on taking part in Raft until a majority of the others has hung up on it because it was
/// removed: whoever says so has applied the removal. Confined to the raft loop.
final class Farewell {
    /// Who never applied its removal, but was told of it, may have an old idea of who the others are: it does not wait for ever.
    private static final int TOLD_PATIENCE = 10;

    private final long self;
    private final int electionTicks;
    private final Set<Long> sayers = new HashSet<>();
    private long sinceTick = -1;
    private boolean said;

    Farewell(long self, int electionTicks) {
        this.self = self;
        this.electionTicks = electionTicks;
    }

    void removed(long tick) {
        sinceTick = tick;
    }

    void toldBy(long member) {
        sayers.add(member);
    }

    /// Whether it may end now; true once.
    ///
    /// @param applied whether it has applied its removal
    boolean isDue(ConfState conf, boolean applied, long tick) {
        if (sinceTick < 0 || said || tick - sinceTick < electionTicks) {
            return false;
        }
        long others = conf.voters().stream().filter(id -> id != self).count();
        long knowing = conf.voters().stream().filter(id -> id != self && sayers.contains(id)).count();
        said = knowing >= others / 2 + 1 || !applied && tick - sinceTick >= (long) TOLD_PATIENCE * electionTicks;
        return said;
    }
}
