package dev.raftd.server.storage;

import dev.raftd.raftpb.Entry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The newest entries of the log, contiguous, in a ring that is bounded by bytes.
final class EntryCache {
    /// What an entry costs beside its data: object, array header, slot.
    private static final int OVERHEAD_BYTES = 72;

    private final long bytesMax;
    private @Nullable Entry[] ring = new @Nullable Entry[64];
    /// The cached indexes are `first <= index < end`.
    private long first;
    private long end;
    private long bytes;

    /// @param nextIndex the first entry's index
    EntryCache(long bytesMax, long nextIndex) {
        this.bytesMax = bytesMax;
        first = nextIndex;
        end = nextIndex;
    }

    /// The lowest cached index; that of the next entry if none is.
    long first() {
        return first;
    }

    long bytes() {
        return bytes;
    }

    /// A cached entry.
    Entry entry(long index) {
        Entry entry = ring[slot(index)];
        if (entry == null || entry.index() != index) {
            throw new IllegalStateException("entry " + index + " is not cached");
        }
        return entry;
    }

    private int slot(long index) {
        return (int) (index & ring.length - 1);
    }

    /// The entry behind the last.
    void append(Entry entry) {
        if (end - first == ring.length) {
            grow();
        }
        ring[slot(end++)] = entry;
        bytes += sizeOf(entry);
        while (bytes > bytesMax) {
            removeFirst();
        }
    }

    private static long sizeOf(Entry entry) {
        return entry.data().length + OVERHEAD_BYTES;
    }

    private void grow() {
        @Nullable
        Entry[] old = ring;
        ring = new @Nullable Entry[2 * old.length];
        for (long index = first; index < end; index++) {
            ring[slot(index)] = old[(int) (index & old.length - 1)];
        }
    }

    private void removeFirst() {
        bytes -= sizeOf(entry(first));
        ring[slot(first++)] = null;
    }

    /// The log ends at `index` now.
    void truncate(long index) {
        while (end > index + 1 && end > first) {
            end--;
            bytes -= sizeOf(entry(end));
            ring[slot(end)] = null;
        }
        if (end > index + 1) {
            reset(index + 1);
        }
    }

    /// The entries up to `index` were released.
    void drop(long index) {
        while (first <= index && first < end) {
            removeFirst();
        }
    }

    /// Empty, before `nextIndex`.
    void reset(long nextIndex) {
        Arrays.fill(ring, null);
        first = nextIndex;
        end = nextIndex;
        bytes = 0;
    }
}
