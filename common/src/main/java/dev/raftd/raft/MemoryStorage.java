package dev.raftd.raft;

import dev.raftd.Invariant;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A [Storage] in memory, for tests, the lab, and programs that need no durability.
///
///     snapshot (may be newer) | before | before + 1 ... before + count
///
/// Expected refusals are values. Threads: confined.
public final class MemoryStorage implements Storage {
    private static final int CAPACITY_MIN = 16;

    /// How a write ended.
    public enum Outcome {
        DONE("ok"),
        COMPACTED("requested index is unavailable due to compaction"),
        SNAPSHOT_OUT_OF_DATE("requested index is older than the existing snapshot");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        /// etcd's text of the error.
        @Override
        public String toString() {
            return text;
        }
    }

    private HardState hardState = HardState.EMPTY;
    private Snapshot snapshot = Snapshot.EMPTY;
    /// The entry before the first, known by its term alone.
    private EntryId before = new EntryId(0, 0);
    /// Slots are written once and never again, so that views of it stay valid.
    private Entry[] array = new Entry[CAPACITY_MIN];
    private int start;
    private int end;

    @Override
    public InitialState initialState() {
        return new InitialState(hardState, snapshot.metadata().confState());
    }

    public void setHardState(HardState newHardState) {
        hardState = newHardState;
    }

    @Override
    public @Nullable List<Entry> entries(long lo, long hi, long sizeBytesMax) {
        if (lo <= before.index()) {
            return null;
        }
        Invariant.check(hi <= lastIndex() + 1, "entries' hi(%d) is out of bound lastindex(%d)", hi, lastIndex());
        return Entries.limited(new Entries(array, place(lo), place(hi)), sizeBytesMax);
    }

    private int place(long index) {
        return start + (int) (index - before.index() - 1);
    }

    @Override
    public long term(long index) {
        if (index < before.index()) {
            return COMPACTED;
        }
        if (index > lastIndex()) {
            return UNAVAILABLE;
        }
        return index == before.index() ? before.term() : array[place(index)].term();
    }

    @Override
    public long firstIndex() {
        return before.index() + 1;
    }

    @Override
    public long lastIndex() {
        return before.index() + (end - start);
    }

    @Override
    public Snapshot snapshot() {
        return snapshot;
    }

    /// Replaces everything but the hard state by a snapshot. One of index 0 only brings a configuration.
    public Outcome applySnapshot(Snapshot s) {
        long present = snapshot.metadata().index();
        if (present != 0 && present >= s.metadata().index()) {
            return Outcome.SNAPSHOT_OUT_OF_DATE;
        }
        snapshot = s;
        before = new EntryId(s.metadata().term(), s.metadata().index());
        hold(new Entry[CAPACITY_MIN], 0);
        return Outcome.DONE;
    }

    /// Makes the state machine's data as of `index` the snapshot; the log stays as it is. See [#snapshot].
    ///
    /// @param confState the configuration at `index`, null if it is still that of the snapshot before
    public Outcome createSnapshot(long index, @Nullable ConfState confState, byte[] data) {
        if (index <= snapshot.metadata().index()) {
            return Outcome.SNAPSHOT_OUT_OF_DATE;
        }
        Invariant.check(index <= lastIndex(), "snapshot %d is out of bound lastindex(%d)", index, lastIndex());
        ConfState present = confState == null ? snapshot.metadata().confState() : confState;
        snapshot = new Snapshot(data, new SnapshotMetadata(present, index, term(index)));
        return Outcome.DONE;
    }

    /// Drops the entries up to `index`, which must not be above what is applied.
    public Outcome compact(long index) {
        if (index <= before.index()) {
            return Outcome.COMPACTED;
        }
        Invariant.check(index <= lastIndex(), "compact %d is out of bound lastindex(%d)", index, lastIndex());
        List<Entry> kept = new Entries(array, place(index) + 1, end);
        before = new EntryId(term(index), index);
        hold(new Entry[Math.max(CAPACITY_MIN, kept.size())], 0);
        add(kept);
        return Outcome.DONE;
    }

    /// Appends entries, after truncating the log before the first of them; those already compacted are passed over.
    public void append(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        long index = entries.get(0).index();
        if (index + entries.size() <= firstIndex()) {
            return;
        }
        if (index < firstIndex()) {
            append(entries.subList((int) (firstIndex() - index), entries.size()));
            return;
        }
        Invariant.check(index <= lastIndex() + 1, "missing log entry [last: %d, append at: %d]", lastIndex(), index);
        if (index <= lastIndex()) {
            truncateBefore(index);
        }
        add(entries);
    }

    private void truncateBefore(long index) {
        List<Entry> kept = new Entries(array, start, place(index));
        hold(new Entry[Math.max(CAPACITY_MIN, kept.size())], 0);
        add(kept);
    }

    private void add(List<Entry> entries) {
        if (end + entries.size() > array.length) {
            Entry[] larger = new Entry[(end - start) * 2 + entries.size()];
            System.arraycopy(array, start, larger, 0, end - start);
            hold(larger, end - start);
        }
        Entries.copy(entries, array, end);
        end += entries.size();
    }

    private void hold(Entry[] newArray, int newEnd) {
        array = newArray;
        start = 0;
        end = newEnd;
    }
}
