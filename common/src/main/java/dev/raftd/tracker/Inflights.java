package dev.raftd.tracker;

import dev.raftd.Invariant;
import java.util.Arrays;

/// The appends sent to a peer and not yet acknowledged: a ring of (last index, bytes) in the order sent, which is ascending by index.
///
/// Limited in number and in bytes. The byte limit is soft: the append that reaches or passes it is still accepted, so that one large
/// entry cannot stop replication. The ring grows as it is used, up to the limit in number.
public final class Inflights {
    private static final int FIRST_CAPACITY = 4;

    private final int countMax;
    private final long bytesMax;
    private int start;
    private int count;
    private long bytes;
    private long[] lastIndexes;
    private long[] sizes;

    /// @param countMax appends in flight, at least 1
    /// @param bytesMax bytes in flight, 0 for no limit
    public Inflights(int countMax, long bytesMax) {
        this(countMax, bytesMax, 0, 0, 0, new long[0], new long[0]);
        Invariant.check(countMax > 0, "at least one append must be allowed in flight, not %d", countMax);
    }

    private Inflights(int countMax, long bytesMax, int start, int count, long bytes, long[] lastIndexes, long[] sizes) {
        this.countMax = countMax;
        this.bytesMax = bytesMax;
        this.start = start;
        this.count = count;
        this.bytes = bytes;
        this.lastIndexes = lastIndexes;
        this.sizes = sizes;
    }

    /// A copy that shares nothing with this.
    public Inflights copy() {
        return new Inflights(countMax, bytesMax, start, count, bytes, lastIndexes.clone(), sizes.clone());
    }

    /// Adds an append; must not be called when full.
    ///
    /// @param lastIndex the append's last entry, above all added before
    /// @param sizeBytes the append's entries
    public void add(long lastIndex, long sizeBytes) {
        Invariant.check(!full(), "append up to index %d sent although %d are in flight already", lastIndex, count);
        if (count == lastIndexes.length)
            grow();
        int place = place(count);
        lastIndexes[place] = lastIndex;
        sizes[place] = sizeBytes;
        count++;
        bytes += sizeBytes;
    }

    private int place(int nth) {
        int place = start + nth;
        return place < lastIndexes.length ? place : place - lastIndexes.length;
    }

    private void grow() {
        int capacity = (int) Math.min(countMax, Math.max(FIRST_CAPACITY, 2L * lastIndexes.length));
        lastIndexes = unrolled(lastIndexes, capacity);
        sizes = unrolled(sizes, capacity);
        start = 0;
    }

    /// The full ring's values from the oldest on, in a longer array.
    private long[] unrolled(long[] ring, int capacity) {
        long[] longer = Arrays.copyOfRange(ring, start, start + capacity);
        System.arraycopy(ring, 0, longer, ring.length - start, start);
        return longer;
    }

    /// Frees the appends up to and with an index; those are acknowledged.
    public void freeLE(long index) {
        while (count > 0 && lastIndexes[start] <= index) {
            bytes -= sizes[start];
            start = place(1);
            count--;
        }
    }

    /// Whether no append may be sent now.
    public boolean full() {
        return count >= countMax || (bytesMax != 0 && bytes >= bytesMax);
    }

    /// Appends in flight.
    public int count() {
        return count;
    }

    /// Bytes in flight.
    public long bytes() {
        return bytes;
    }

    /// The last index of an append in flight.
    ///
    /// @param nth in the order sent, from 0
    public long lastIndex(int nth) {
        return lastIndexes[place(nth)];
    }

    /// The bytes of an append in flight.
    ///
    /// @param nth in the order sent, from 0
    public long sizeBytes(int nth) {
        return sizes[place(nth)];
    }

    void clear() {
        start = 0;
        count = 0;
        bytes = 0;
    }
}
