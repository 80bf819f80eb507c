package dev.raftd.server.storage;

import dev.raftd.Invariant;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.SnapshotMetadata;
import java.util.ArrayList;
import java.util.List;

/// What waits for the next sync, as records. Knows the log's end as it will be, so that a conflicting entry is seen before it is written.
/// Confined to the log-writer.
final class PendingBatch {
    private final List<LogRecord> records = new ArrayList<>();
    private final Terms terms;
    private final StableLog stable;
    private long bodyBytes;
    private HardState hardState;
    /// Term and vote that are durable before this batch is, as far as that matters: they are not taken back.
    private HardState ahead;
    private long snapshotIndex;
    private boolean installs;

    PendingBatch(StableLog stable) {
        this.stable = stable;
        terms = stable.copyTerms();
        hardState = stable.hardState();
        ahead = hardState;
        snapshotIndex = stable.snapshot().index();
    }

    void append(HardState newState, List<Entry> entries) {
        if (!entries.isEmpty()) {
            makeRoomFor(entries.get(0).index());
        }
        // The state before the entries: a term in the log is never above the hard state's, wherever a reader of the records stops.
        if (!newState.isEmpty()) {
            set(newState);
        }
        for (Entry entry : entries) {
            Invariant.check(entry.index() == terms.last() + 1, "entry %d was appended behind entry %d", entry.index(), terms.last());
            terms.append(entry.term());
            add(new LogRecord.Appended(entry));
        }
        Invariant.check(hardState.commit() <= terms.last(), "commit %d is beyond the last entry %d", hardState.commit(), terms.last());
    }

    private void set(HardState newState) {
        boolean isOlder = newState.term() < ahead.term() || newState.term() == ahead.term() && newState.vote() == 0;
        HardState state = isOlder ? new HardState(ahead.term(), ahead.vote(), newState.commit()) : newState;
        if (!state.equals(hardState)) {
            hardState = state;
            add(new LogRecord.StateSet(state));
        }
    }

    /// What was written ahead of this batch is not taken back by it: neither the vote nor the snapshot.
    void overtakenBy(HardState ballot, long markedIndex) {
        ahead = ballot;
        snapshotIndex = Math.max(snapshotIndex, markedIndex);
        set(hardState);
    }

    /// Takes the entries from `index` on away.
    private void makeRoomFor(long index) {
        Invariant.check(index > stable.base(), "entry %d was appended, the log was compacted up to %d", index, stable.base());
        if (index <= terms.last()) {
            long end = index - 1;
            add(new LogRecord.Truncated(end, terms.of(end)));
            terms.truncate(end);
        }
    }

    void installSnapshot(SnapshotMetadata metadata) {
        Invariant.check(metadata.index() > snapshotIndex, "snapshot %d was installed over snapshot %d", metadata.index(), snapshotIndex);
        snapshotIndex = metadata.index();
        installs = true;
        terms.reset(metadata.index(), metadata.term());
        add(new LogRecord.SnapshotInstalled(metadata));
    }

    void markSnapshot(SnapshotMetadata metadata) {
        if (metadata.index() > snapshotIndex) {
            Invariant.check(metadata.index() <= terms.last(), "a snapshot of index %d, the log ends at %d", metadata.index(), terms.last());
            snapshotIndex = metadata.index();
            add(new LogRecord.SnapshotTaken(metadata));
        }
    }

    private void add(LogRecord record) {
        bodyBytes += RecordFormat.sizeOf(record);
        Invariant.check(bodyBytes < SegmentFormat.BATCH_BYTES_MAX, "a batch of %d bytes", bodyBytes);
        records.add(record);
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    List<LogRecord> records() {
        return records;
    }

    long bodyBytes() {
        return bodyBytes;
    }

    boolean installsSnapshot() {
        return installs;
    }

    void clear() {
        records.clear();
        bodyBytes = 0;
        installs = false;
    }
}
