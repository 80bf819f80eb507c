package dev.raftd.raft.paper;

import dev.raftd.raft.MemoryStorage;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a node's disk holds before it starts.
///
/// @param before the entry that the log begins after, with the configuration there
record Stored(SnapshotMetadata before, List<Entry> entries, HardState hardState) {
    /// Members, and nothing else.
    static Stored voters(long... ids) {
        return members(ConfState.of(list(ids)));
    }

    static Stored members(ConfState members) {
        return new Stored(new SnapshotMetadata(members, 0, 0), List.of(), HardState.EMPTY);
    }

    Stored learners(long... ids) {
        return members(new ConfState(before.confState().voters(), list(ids), List.of(), List.of(), false));
    }

    /// The log begins after this entry: a snapshot holds what came before.
    Stored after(long term, long index) {
        return new Stored(new SnapshotMetadata(before.confState(), index, term), entries, hardState);
    }

    /// Entries of these terms, in order; each carries its place as its data.
    Stored log(long... terms) {
        List<Entry> log = new ArrayList<>();
        for (long term : terms) {
            long index = before.index() + log.size() + 1;
            log.add(Messages.entry(term, index));
        }
        return new Stored(before, log, hardState);
    }

    Stored state(long term, long vote, long commit) {
        return new Stored(before, entries, new HardState(term, vote, commit));
    }

    MemoryStorage storage() {
        MemoryStorage storage = new MemoryStorage();
        storage.applySnapshot(new Snapshot(new byte[0], before));
        storage.append(entries);
        storage.setHardState(hardState);
        return storage;
    }

    private static List<Long> list(long... ids) {
        return Arrays.stream(ids).boxed().toList();
    }
}
