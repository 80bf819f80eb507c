package dev.raftd.lab;

import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.LogState;
import dev.raftd.raft.ReadState;
import dev.raftd.raftpb.Entry;
import dev.raftd.tracker.ProgressMap;
import dev.raftd.tracker.TrackerConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All there is to see of a node at one moment. Of one that is down: what its disk holds.
///
/// @param isUp         false from `crash` to `restart`
/// @param log          its marks; all entries are stable where the node is down
/// @param snapshotTerm the term of the entry before the first one that can be read
/// @param entries      from the first index to the last, stable or not
/// @param config       in force; empty where the node is down
/// @param progress     of the peers, if it leads; else empty
/// @param reads        the answers to `read-index` that its Readys brought, in order
/// @param readsAsked   how often `read-index` asked it
public record NodeState(boolean isUp, BasicStatus basic, LogState log, long snapshotTerm, List<Entry> entries, TrackerConfig config,
        ProgressMap progress, List<ReadState> reads, int readsAsked, Work work) {

    /// What the node could do now: a Ready, and items of its storage threads.
    public record Work(boolean hasReady, int append, int apply) {
        public static final Work NONE = new Work(false, 0, 0);
    }

    public NodeState {
        entries = List.copyOf(entries);
        reads = List.copyOf(reads);
    }

    public long id() {
        return basic.id();
    }

    public long snapshotIndex() {
        return log.firstIndex() - 1;
    }

    public @Nullable Entry entry(long index) {
        boolean there = index >= log.firstIndex() && index <= log.lastIndex();
        return there ? entries.get((int) (index - log.firstIndex())) : null;
    }

    /// Whether the entry is known to be durable.
    public boolean isStable(long index) {
        return index < log.unstableOffset();
    }
}
