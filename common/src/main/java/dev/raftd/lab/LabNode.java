package dev.raftd.lab;

import dev.raftd.raft.Config;
import dev.raftd.raft.MemoryStorage;
import dev.raftd.raft.RawNode;
import dev.raftd.raft.Storage;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.ConfChangeI;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node of the group with its storage, its state machine, and the work its storage threads have been given.
///
/// The state machine appends: its state is the data of all entries applied, one after the other. Each applied entry makes a snapshot, so
/// that a leader always sends one as of its last applied entry.
final class LabNode {
    private final MemoryStorage storage;
    private final Config config;
    private final RawNode rawNode;
    private Snapshot state;
    final Deque<Message> appendWork = new ArrayDeque<>();
    final Deque<Message> applyWork = new ArrayDeque<>();

    /// @param config  which leaves storage to this node
    /// @param initial what the storage begins with, already applied; empty for an empty log
    LabNode(Config.Builder config, MemoryStorage storage, Snapshot initial) {
        this.storage = storage;
        this.state = initial;
        this.config = config.storage(new StateStorage()).build();
        this.rawNode = new RawNode(this.config);
    }

    /// The storage, but with the state machine's state as its snapshot.
    private final class StateStorage implements Storage {
        @Override
        public InitialState initialState() {
            return storage.initialState();
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

    RawNode rawNode() {
        return rawNode;
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
            applied(e, change.context(), rawNode.applyConfChange(change));
        }
    }

    private void applied(Entry e, byte[] update, ConfState confState) {
        byte[] data = Arrays.copyOf(state.data(), state.data().length + update.length);
        System.arraycopy(update, 0, data, state.data().length, update.length);
        state = new Snapshot(data, new SnapshotMetadata(confState, e.index(), e.term()));
    }
}
