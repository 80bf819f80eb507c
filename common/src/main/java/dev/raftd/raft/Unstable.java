package dev.raftd.raft;

import dev.raftd.Invariant;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The part of the log that [Storage] is not known to hold: entries, and perhaps a snapshot, from the moment they are accepted until
/// their write is reported done.
///
///     index       offset     offsetInProgress      offset + length
///                 |  being written  |  to be written  |
///
/// 1. `offset <= offsetInProgress <= offset + length`.
/// 2. With a snapshot, `offset > snapshot.index`. `offset` may be at or before Storage's last index: the write truncates there.
/// 3. Slots of the array that were handed out are never written again (see [Entries]): appending uses the slots from `end` to `limit`,
///    truncating copies.
final class Unstable {
    private static final Entry[] NONE = {};
    private static final Entries NOTHING = new Entries(NONE, 0, 0);
    private static final int CAPACITY_MIN = 4;
    /// [#term] of an index that is not in here.
    static final long UNKNOWN = -1;

    private final LogLines log;
    private @Nullable Snapshot snapshot;
    private boolean snapshotInProgress;
    private long offset;
    private long offsetInProgress;
    private Entry[] array = NONE;
    private int start;
    private int end;
    private int limit;
    /// The view handed out last: the same one is asked for again and again, for each peer, for the storage, and to be applied.
    private Entries view = NOTHING;

    Unstable(long offset, LogLines log) {
        this.offset = offset;
        this.offsetInProgress = offset;
        this.log = log;
    }

    Unstable(NodeImage.Tail image, LogLines log) {
        this(image.offset(), log);
        take(image.entries());
        offsetInProgress = image.offsetInProgress();
        snapshot = image.snapshot();
        snapshotInProgress = image.snapshotInProgress();
    }

    NodeImage.Tail image() {
        return new NodeImage.Tail(snapshot, snapshotInProgress, offset, offsetInProgress, slice(offset, offset + length()));
    }

    long offset() {
        return offset;
    }

    long offsetInProgress() {
        return offsetInProgress;
    }

    int length() {
        return end - start;
    }

    @Nullable
    Snapshot snapshot() {
        return snapshot;
    }

    boolean snapshotInProgress() {
        return snapshotInProgress;
    }

    /// The last index in here, [#UNKNOWN] if there is neither entry nor snapshot.
    long lastIndex() {
        if (end != start) {
            return offset + length() - 1;
        }
        return snapshot != null ? snapshot.metadata().index() : UNKNOWN;
    }

    /// The term of the entry, or of the snapshot, at `index`; [#UNKNOWN] if it is not in here.
    long term(long index) {
        long i = index - offset;
        if (i >= 0 && i < length()) {
            return array[start + (int) i].term();
        }
        return snapshot != null && snapshot.metadata().index() == index ? snapshot.metadata().term() : UNKNOWN;
    }

    boolean hasNextEntries() {
        return offsetInProgress - offset < length();
    }

    /// The entries not yet being written.
    List<Entry> nextEntries() {
        return hasNextEntries() ? slice(offsetInProgress, offset + length()) : List.of();
    }

    /// The snapshot not yet being installed.
    @Nullable
    Snapshot nextSnapshot() {
        return snapshotInProgress ? null : snapshot;
    }

    /// Everything in here is being written from now on.
    void acceptInProgress() {
        offsetInProgress = offset + length();
        snapshotInProgress = snapshot != null;
    }

    /// The entries up to this one are stable. Whoever says so must be sure that no write in progress can overwrite them.
    void stableTo(long term, long index) {
        long found = term(index);
        if (found == UNKNOWN) {
            log.missingFromUnstable(index);
        } else if (index < offset) {
            log.matchedUnstableSnapshot(index);
        } else if (found != term) {
            log.mismatchedUnstable(index, term, found);
        } else {
            drop((int) (index + 1 - offset));
        }
    }

    private void drop(int count) {
        start += count;
        offset += count;
        offsetInProgress = Math.max(offsetInProgress, offset);
        if (start == end) {
            // Entries that nobody asks for any more must not be kept alive by free slots beside them.
            hold(NONE, 0, 0);
        }
    }

    void stableSnapTo(long index) {
        if (snapshot != null && snapshot.metadata().index() == index) {
            snapshot = null;
            snapshotInProgress = false;
        }
    }

    /// Forgets the entries; the log goes on after the snapshot.
    void restore(Snapshot s) {
        offset = s.metadata().index() + 1;
        offsetInProgress = offset;
        hold(NONE, 0, 0);
        snapshot = s;
        snapshotInProgress = false;
    }

    /// Appends entries, after truncating the log before the first of them. For instance, with entries 5 to 8 of which 5 to 7 are being
    /// written, appending 7 keeps 5 and 6 (being written) and adds 7 (to be written).
    void truncateAndAppend(List<Entry> entries) {
        long from = entries.get(0).index();
        if (from == offset + length()) {
            append(entries);
        } else if (from <= offset) {
            log.replaceUnstable(from);
            offset = from;
            offsetInProgress = from;
            take(entries);
        } else {
            log.truncateUnstable(from);
            take(Entries.concat(slice(offset, from), entries));
            offsetInProgress = Math.min(offsetInProgress, from);
        }
    }

    private void append(List<Entry> entries) {
        if (start == end) {
            take(entries);
            return;
        }
        int count = entries.size();
        if (end + count > limit) {
            Entry[] larger = new Entry[Math.max(CAPACITY_MIN, length() * 2 + count)];
            System.arraycopy(array, start, larger, 0, length());
            hold(larger, 0, length());
        }
        Entries.copy(entries, array, end);
        end += count;
    }

    /// Holds just these entries, in the array they come in if it is one that does not change.
    private void take(List<Entry> entries) {
        if (entries instanceof Entries theirs) {
            hold(theirs.array, theirs.from, theirs.to);
            limit = theirs.to; // the slots behind belong to whoever made the view
            view = theirs;
        } else {
            Entry[] copy = new Entry[entries.size()];
            Entries.copy(entries, copy, 0);
            hold(copy, 0, copy.length);
        }
    }

    private void hold(Entry[] newArray, int newStart, int newEnd) {
        array = newArray;
        start = newStart;
        end = newEnd;
        limit = newArray.length;
        view = NOTHING;
    }

    /// The entries `lo <= index < hi`, all of which must be in here.
    Entries slice(long lo, long hi) {
        Invariant.check(lo <= hi, "invalid unstable.slice %d > %d", lo, hi);
        Invariant.check(lo >= offset && hi <= offset + length(), "unstable.slice[%d,%d) out of bound, offset %d", lo, hi, offset);
        int from = start + (int) (lo - offset);
        int to = start + (int) (hi - offset);
        if (view.from != from || view.to != to) {
            view = new Entries(array, from, to);
        }
        return view;
    }
}
