package dev.raftd.server.replica;

import dev.raftd.raft.Storage;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The log as the core sees it: its snapshot is offered only if every present member is in its configuration.
///
/// A member passes over a snapshot that it is not in. So to one that was added since the last snapshot, that one would be sent again and
/// again, for nothing, until the next is taken: instead the core is told "not now", and the next is taken at once.
///
/// Confined to the raft loop.
final class OfferedStorage implements Storage {
    private final Storage log;
    private ConfState conf;
    private boolean wanted;
    private boolean withheld;

    OfferedStorage(Storage log) {
        this.log = log;
        conf = log.initialState().confState();
    }

    /// The configuration in force from now on.
    void configured(ConfState now) {
        conf = now;
    }

    /// No snapshot is offered any more: the store is wrong.
    void withhold() {
        withheld = true;
    }

    /// Whether a snapshot was asked for that is not there; true once.
    boolean takeWanted() {
        boolean was = wanted;
        wanted = false;
        return was;
    }

    @Override
    public @Nullable Snapshot snapshot() {
        if (withheld) {
            return null;
        }
        Snapshot newest = log.snapshot();
        if (newest == null || !names(newest.metadata().confState(), conf.voters())
                || !names(newest.metadata().confState(), conf.learners())) {
            wanted = true;
            return null;
        }
        return newest;
    }

    private static boolean names(ConfState conf, List<Long> ids) {
        for (long id : ids) {
            if (!conf.voters().contains(id) && !conf.learners().contains(id)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public InitialState initialState() {
        return log.initialState();
    }

    @Override
    public @Nullable List<Entry> entries(long lo, long hi, long sizeBytesMax) {
        return log.entries(lo, hi, sizeBytesMax);
    }

    @Override
    public long term(long index) {
        return log.term(index);
    }

    @Override
    public long firstIndex() {
        return log.firstIndex();
    }

    @Override
    public long lastIndex() {
        return log.lastIndex();
    }
}
