package dev.raftd.server.storage;

import java.util.Arrays;

/// One segment of the log as readers need it: its file, the entries that count in it, and where to begin to look for one.
///
/// The index is sparse, one sample for each [#SAMPLE_BYTES] of file, so that it stays small beside the log: 16 bytes for 16 KiB. From a
/// sample to the next the entries of the file are contiguous and count: wherever they are not, there is a sample more.
///
/// Guarded by its [StableLog].
final class Segment {
    private static final int SAMPLE_BYTES = 16 << 10;

    private final SegmentHeader header;
    private final DiskFile file;
    private final String path;
    private long[] indexes = new long[8];
    private int[] offsets = new int[8];
    private int samples;
    private long last;
    /// Entries that no longer count lie behind the last one that does.
    private boolean interrupted;
    private int readers;
    private boolean released;

    /// @param path for messages
    Segment(SegmentHeader header, DiskFile file, String path) {
        this.header = header;
        this.file = file;
        this.path = path;
    }

    SegmentHeader header() {
        return header;
    }

    long sequence() {
        return header.sequence();
    }

    DiskFile file() {
        return file;
    }

    String path() {
        return path;
    }

    /// True if no entry in it counts.
    boolean isEmpty() {
        return samples == 0;
    }

    /// The lowest index that counts; there is one.
    long first() {
        return indexes[0];
    }

    /// The highest index that counts; there is one.
    long last() {
        return last;
    }

    /// The log's next entry is in the record at `offset`.
    void append(long index, int offset) {
        if (samples == 0 || interrupted || offset - offsets[samples - 1] >= SAMPLE_BYTES) {
            addSample(index, offset);
            interrupted = false;
        }
        last = index;
    }

    private void addSample(long index, int offset) {
        if (samples == indexes.length) {
            indexes = Arrays.copyOf(indexes, 2 * samples);
            offsets = Arrays.copyOf(offsets, 2 * samples);
        }
        indexes[samples] = index;
        offsets[samples++] = offset;
    }

    /// Entries above `index` no longer count.
    void truncate(long index) {
        while (samples > 0 && indexes[samples - 1] > index) {
            samples--;
        }
        last = Math.min(last, index);
        interrupted = true;
    }

    /// Where to read the entries `lo <= index < hi` of which the first counts here; fewer if the segment has fewer.
    Span span(long lo, long hi) {
        int from = sampleAtOrBefore(lo);
        int to = sampleAtOrBefore(Math.min(hi - 1, last)) + 1;
        return new Span(this, Arrays.copyOfRange(indexes, from, to), Arrays.copyOfRange(offsets, from, to), lo, Math.min(hi, last + 1));
    }

    private int sampleAtOrBefore(long index) {
        int found = Arrays.binarySearch(indexes, 0, samples, index);
        return found >= 0 ? found : -found - 2;
    }

    /// A reader begins: the file stays open, and as it is, until it ends.
    void retain() {
        readers++;
    }

    /// A reader ended. True if it was the last one of a released segment: then the file is to be closed.
    boolean unretain() {
        readers--;
        return released && readers == 0;
    }

    /// The log no longer needs it. True if a reader still does: then the file must not be written to.
    boolean release() {
        released = true;
        return readers > 0;
    }

    /// Where entries are in a file.
    ///
    /// @param indexes of samples, the first at or before `from`
    /// @param offsets of their records
    /// @param to      exclusive
    record Span(Segment segment, long[] indexes, int[] offsets, long from, long to) {}
}
