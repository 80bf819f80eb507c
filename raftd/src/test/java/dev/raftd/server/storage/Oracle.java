package dev.raftd.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raft.Storage;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.SnapshotMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// What a node's storage must hold: the simplest thing that could be right.
final class Oracle {
    static final ConfState CONF = new ConfState(List.of(1L, 2L, 3L), List.of(4L), List.of(), List.of(), false);

    final TreeMap<Long, Entry> entries = new TreeMap<>();
    /// The entry before the first, as a snapshot that was installed says.
    long base;
    HardState hardState = HardState.EMPTY;
    long snapshot;
    /// The greatest index that was asked to be compacted.
    long compacted;

    Oracle copy() {
        Oracle copy = new Oracle();
        copy.entries.putAll(entries);
        copy.base = base;
        copy.hardState = hardState;
        copy.snapshot = snapshot;
        copy.compacted = compacted;
        return copy;
    }

    long last() {
        return entries.isEmpty() ? base : entries.lastKey();
    }

    void append(HardState state, List<Entry> added) {
        if (!state.isEmpty()) {
            hardState = state;
        }
        if (!added.isEmpty()) {
            entries.tailMap(added.get(0).index(), true).clear();
            added.forEach(e -> entries.put(e.index(), e));
        }
    }

    void install(SnapshotMetadata metadata) {
        entries.clear();
        base = metadata.index();
        snapshot = metadata.index();
    }

    /// Null if the node holds exactly this, or why it does not.
    String difference(Node node) {
        SegmentedLog log = node.log();
        if (log.lastIndex() != last()) {
            return "last index " + log.lastIndex() + ", not " + last();
        }
        if (log.firstIndex() <= base || log.firstIndex() > Math.max(base, compacted) + 1) {
            return "first index " + log.firstIndex() + " with base " + base + " and compacted up to " + compacted;
        }
        List<Entry> expected = List.copyOf(entries.tailMap(log.firstIndex(), true).values());
        if (!node.all().equals(expected)) {
            return "other entries";
        }
        return differentState(node);
    }

    private String differentState(Node node) {
        HardState state = node.log().initialState().hardState();
        long taken = node.recovered().snapshot().index();
        HardState expected = new HardState(hardState.term(), hardState.vote(), Math.max(hardState.commit(), taken));
        if (!state.equals(expected)) {
            return state + ", not " + expected;
        }
        return taken < snapshot ? "snapshot of index " + taken + ", not " + snapshot : null;
    }

    /// Must hold whatever the log has.
    static void checkConsistent(Node node) {
        SegmentedLog log = node.log();
        SnapshotMetadata snapshot = node.recovered().snapshot();
        assertThat(log.snapshot().metadata()).isEqualTo(snapshot);
        assertThat(snapshot.index()).isBetween(log.firstIndex() - 1, log.lastIndex());
        assertThat(log.term(snapshot.index())).isEqualTo(snapshot.term());
        assertThat(log.term(log.lastIndex() + 1)).isEqualTo(Storage.UNAVAILABLE);
        long index = log.firstIndex();
        for (Entry entry : node.all()) {
            assertThat(entry.index()).isEqualTo(index);
            assertThat(log.term(index++)).isEqualTo(entry.term());
        }
        if (snapshot.index() > 0) {
            assertThat(snapshot.confState()).isEqualTo(CONF);
            try (SnapshotReader reader = node.snapshots().open(snapshot)) {
                assertThat(readAll(reader)).isEqualTo(content(snapshot.index()));
            }
        }
    }

    static byte[] readAll(SnapshotReader reader) {
        try {
            return reader.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the state machine's snapshot of an index contains.
    static byte[] content(long index) {
        SplittableRandom random = new SplittableRandom(index);
        byte[] bytes = new byte[random.nextInt(1500)];
        random.nextBytes(bytes);
        return bytes;
    }
}
