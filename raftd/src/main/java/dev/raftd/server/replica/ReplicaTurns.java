package dev.raftd.server.replica;

import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.LogState;
import dev.raftd.raft.RawNode;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.server.kv.KvRoot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A replica's two threads as turns, for whoever plays them: what [ReplicaThreads] does with them, and a look inside between two turns.
///
/// A simulation calls it in one thread; its turns may be nested only as the threads may overlap: a loop turn while a writer's turn syncs.
public final class ReplicaTurns {
    /// What a turn of the log writer came to.
    public enum Written {
        WORKED,
        IDLE,
        DISK_FULL
    }

    private final Replica replica;
    private final RawNode raft;

    public ReplicaTurns(Replica replica) {
        this.replica = replica;
        raft = replica.raft();
    }

    /// One turn of the raft loop; see [dev.raftd.node.Node#runOnce].
    public boolean loop(long nowNanos) {
        return replica.runOnce(nowNanos);
    }

    public long nextTickNanos() {
        return replica.nextTickNanos();
    }

    /// Whether the log writer has something to do.
    public boolean isWriterDue() {
        return replica.writer().isDue();
    }

    /// One turn of the log writer.
    public Written write() {
        return switch (replica.writer().runOnce()) {
            case WORKED -> Written.WORKED;
            case IDLE -> Written.IDLE;
            case DISK_FULL -> Written.DISK_FULL;
        };
    }

    /// To be called when the log writer had nothing to do for a while.
    public void writerIdle() {
        replica.writer().idle();
    }

    public BasicStatus status() {
        return raft.basicStatus();
    }

    public LogState log() {
        return raft.logState();
    }

    /// The term of an entry, -1 if it is not known.
    public long term(long index) {
        return raft.term(index);
    }

    /// Entries `lo <= index < hi`; null if they are compacted.
    public @Nullable List<Entry> entries(long lo, long hi) {
        return raft.entries(lo, hi, Long.MAX_VALUE);
    }

    /// The store as it was last published.
    public KvRoot root() {
        return replica.view().root();
    }

    /// The configuration at that store's index.
    public ConfState conf() {
        return replica.view().conf();
    }

    /// Whether this member was removed from the cluster.
    public boolean isRemoved() {
        return replica.view().removed();
    }
}
