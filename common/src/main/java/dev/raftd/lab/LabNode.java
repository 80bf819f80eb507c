package dev.raftd.lab;

import dev.raftd.Invariant;
import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.Config;
import dev.raftd.raft.LogState;
import dev.raftd.raft.MemoryStorage;
import dev.raftd.raft.RawNode;
import dev.raftd.raft.ReadState;
import dev.raftd.raft.StateType;
import dev.raftd.raft.Status;
import dev.raftd.raft.StepResult;
import dev.raftd.raft.Storage;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.ConfChangeI;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.tracker.ProgressMap;
import dev.raftd.tracker.TrackerConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A node of the group with its storage, its state machine, and the work its storage threads have been given.
///
/// The state machine appends: its state is the data of all entries applied, one after the other. Each applied entry makes a snapshot, so
/// that a leader always sends one as of its last applied entry.
final class LabNode {
    private final MemoryStorage storage;
    private final Config.Builder builder;
    private Config config;
    /// Null while the node is down.
    private @Nullable RawNode rawNode;
    private Snapshot state;
    /// The state that is durable: a restart begins with it, and applies again what follows.
    private Snapshot checkpoint;
    final List<ReadState> reads = new ArrayList<>();
    private int readsAsked;
    final Deque<Message> appendWork = new ArrayDeque<>();
    final Deque<Message> applyWork = new ArrayDeque<>();

    /// @param config  which leaves storage to this node
    /// @param initial what the storage begins with, already applied; empty for an empty log
    LabNode(Config.Builder config, MemoryStorage storage, Snapshot initial) {
        this.storage = storage;
        this.state = initial;
        this.checkpoint = initial;
        this.builder = config.storage(new StateStorage());
        this.config = builder.build();
        this.rawNode = new RawNode(this.config);
    }

    /// The storage, but with the state machine's state as its snapshot.
    private final class StateStorage implements Storage {
        @Override
        public InitialState initialState() {
            HardState stored = storage.initialState().hardState();
            // What is applied was committed, though that may not have been stored yet.
            boolean behind = !stored.isEmpty() && stored.commit() < state.metadata().index();
            HardState hardState = behind ? new HardState(stored.term(), stored.vote(), state.metadata().index()) : stored;
            return new InitialState(hardState, state.metadata().confState());
        }

        @Override
        public @Nullable List<Entry> entries(long lo, long hi, long sizeBytesMax) {
            return storage.entries(lo, hi, sizeBytesMax);
        }

        @Override
        public long term(long index) {
            return storage.term(index);
        }

        @Override
        public long firstIndex() {
            return storage.firstIndex();
        }

        @Override
        public long lastIndex() {
            return storage.lastIndex();
        }

        @Override
        public Snapshot snapshot() {
            return state;
        }
    }

    long id() {
        return config.id();
    }

    Config config() {
        return config;
    }

    /// Only while the node is up.
    RawNode rawNode() {
        Invariant.check(rawNode != null, "node %d is down", id());
        return Objects.requireNonNull(rawNode);
    }

    boolean isUp() {
        return rawNode != null;
    }

    boolean isIdle() {
        return rawNode == null || !rawNode.hasReady() && appendWork.isEmpty() && applyWork.isEmpty();
    }

    /// The process ends; what is in the storage stays.
    void crash() {
        rawNode = null;
        appendWork.clear();
        applyWork.clear();
        reads.clear();
        readsAsked = 0;
    }

    StepResult readIndex(byte[] context) {
        readsAsked++;
        return rawNode().readIndex(context);
    }

    /// The process begins again with what is in the storage.
    void restart() {
        state = checkpoint;
        config = builder.applied(checkpoint.metadata().index()).build();
        rawNode = new RawNode(config);
    }

    /// The state machine's state becomes durable, such as when the entries that led to it are given up.
    void checkpoint() {
        checkpoint = state;
    }

    MemoryStorage storage() {
        return storage;
    }

    Snapshot state() {
        return state;
    }

    /// Stores what a Ready, or a message to the append thread, asks for.
    ///
    /// @return an error's text, empty if there is none
    String append(HardState hardState, List<Entry> entries, Snapshot snapshot) {
        if (!hardState.isEmpty()) {
            storage.setHardState(hardState);
        }
        if (snapshot.isEmpty()) {
            storage.append(entries);
            return "";
        }
        if (!entries.isEmpty()) {
            return "can't apply snapshot and entries at the same time";
        }
        MemoryStorage.Outcome outcome = storage.applySnapshot(snapshot);
        if (outcome == MemoryStorage.Outcome.DONE) {
            // etcd's runner keeps the state before, and its configuration with it; a node that leads later would send those.
            state = snapshot;
            checkpoint = snapshot;
        }
        return outcome == MemoryStorage.Outcome.DONE ? "" : outcome.toString();
    }

    /// Applies committed entries.
    ///
    /// @return an error's text, empty if there is none
    String apply(List<Entry> entries) {
        for (Entry e : entries) {
            try {
                apply(e);
            } catch (CodecException broken) {
                return String.valueOf(broken.getMessage());
            }
        }
        return "";
    }

    private void apply(Entry e) throws CodecException {
        if (e.type() == EntryType.NORMAL) {
            applied(e, e.data(), state.metadata().confState());
        } else {
            ConfChangeI change = Codec.decodeConfChange(e);
            applied(e, change.context(), rawNode().applyConfChange(change));
        }
    }

    private void applied(Entry e, byte[] update, ConfState confState) {
        byte[] data = Arrays.copyOf(state.data(), state.data().length + update.length);
        System.arraycopy(update, 0, data, state.data().length, update.length);
        state = new Snapshot(data, new SnapshotMetadata(confState, e.index(), e.term()));
    }

    NodeState view() {
        if (rawNode == null) {
            return downView();
        }
        Status status = rawNode.status();
        LogState log = status.log();
        List<Entry> entries = rawNode.entries(log.firstIndex(), log.lastIndex() + 1, Config.NO_LIMIT);
        return new NodeState(true, status.basic(), log, rawNode.term(log.firstIndex() - 1), entries == null ? List.of() : entries,
                status.config(), status.progress(), reads, readsAsked,
                new NodeState.Work(rawNode.hasReady(), appendWork.size(), applyWork.size()));
    }

    private NodeState downView() {
        HardState hardState = storage.initialState().hardState();
        long first = storage.firstIndex();
        long last = storage.lastIndex();
        long applied = checkpoint.metadata().index();
        long commit = Math.max(hardState.commit(), applied);
        BasicStatus basic = new BasicStatus(id(), hardState.term(), hardState.vote(), commit, LocalNodes.NONE, StateType.FOLLOWER, applied,
                LocalNodes.NONE);
        LogState log = new LogState(first, last, commit, applied, applied, last + 1, last + 1, 0, 0, false);
        List<Entry> entries = storage.entries(first, last + 1, Config.NO_LIMIT);
        return new NodeState(false, basic, log, storage.term(first - 1), entries == null ? List.of() : entries, TrackerConfig.EMPTY,
                ProgressMap.EMPTY, List.of(), 0, NodeState.Work.NONE);
    }
}
