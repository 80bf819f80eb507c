package dev.raftd.raft;

import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// Values that tests of the core are made of.
final class Fixtures {
    private Fixtures() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Entry entry(long term, long index) {
        return new Entry(term, index);
    }

    static Entry entry(long term, long index, String data) {
        return new Entry(term, index, EntryType.NORMAL, bytes(data));
    }

    /// Entries from an index on, one for each term.
    static List<Entry> entries(long firstIndex, long... terms) {
        List<Entry> entries = new ArrayList<>();
        for (long term : terms) {
            entries.add(entry(term, firstIndex + entries.size()));
        }
        return entries;
    }

    static Snapshot snapshot(long term, long index, long... voters) {
        ConfState confState = ConfState.of(LongStream.of(voters).boxed().toList());
        return new Snapshot(new byte[0], new SnapshotMetadata(confState, index, term));
    }

    /// A storage after a snapshot, with entries of these terms behind it.
    static MemoryStorage storage(long snapshotTerm, long snapshotIndex, long... terms) {
        MemoryStorage storage = new MemoryStorage();
        storage.applySnapshot(snapshot(snapshotTerm, snapshotIndex, 1, 2, 3));
        storage.append(entries(snapshotIndex + 1, terms));
        return storage;
    }

    /// Notes what is logged, a line each: level and text.
    static final class Lines implements Logger {
        final List<String> lines = new ArrayList<>();

        @Override
        public boolean enabled(Level level) {
            return true;
        }

        @Override
        public void log(Level level, String message) {
            lines.add(level + " " + message);
        }
    }
}
