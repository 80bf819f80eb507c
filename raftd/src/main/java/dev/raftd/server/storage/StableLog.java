package dev.raftd.server.storage;

import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.SnapshotMetadata;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What of the log is durable, as readers see it. The writer publishes into it after each sync, recovery while it replays; both through
/// [#apply], so that what is read before a crash and after one is the same by construction.
///
///     segments (oldest first)   which file has which entries, sparse index
///     terms                     of every entry, as runs
///     cache                     the newest entries
///
/// Thread-safe by its monitor, which is held for memory operations only.
final class StableLog {
    private final Terms terms;
    private final EntryCache cache;
    private final List<Segment> segments = new ArrayList<>();
    private HardState hardState = HardState.EMPTY;
    private SnapshotMetadata snapshot = SnapshotMetadata.EMPTY;
    /// Counts the changes that take entries away at the log's end: a read that saw one begins again.
    private long generation;

    StableLog(long cacheBytes) {
        terms = new Terms(0, 0);
        cache = new EntryCache(cacheBytes, 1);
    }

    /// The first segment there is: the log begins behind what its header says is before it.
    synchronized void start(Segment first) {
        terms.reset(first.header().beforeIndex(), first.header().beforeTerm());
        cache.reset(first.header().beforeIndex() + 1);
        hardState = first.header().hardState();
        segments.add(first);
    }

    /// The segment that follows.
    synchronized void roll(Segment next) {
        segments.add(next);
    }

    /// Takes records in their order, which lie in the newest segment at `offsets`.
    ///
    /// @throws BadBytesException if one does not follow from those before it
    synchronized void apply(List<LogRecord> records, int[] offsets) throws BadBytesException {
        for (int i = 0; i < records.size(); i++) {
            apply(records.get(i), offsets[i]);
        }
    }

    private void apply(LogRecord record, int offset) throws BadBytesException {
        String problem = terms.problem(record);
        if (problem != null) {
            throw new BadBytesException(offset, problem);
        }
        terms.apply(record);
        switch (record) {
            case LogRecord.Appended a -> {
                cache.append(a.entry());
                segments.getLast().append(a.entry().index(), offset);
            }
            case LogRecord.Truncated t -> cut(t.index());
            case LogRecord.SnapshotInstalled i -> {
                snapshot = i.metadata();
                cut(Long.MIN_VALUE);
                cache.reset(i.metadata().index() + 1);
            }
            // a newer one may have been written down ahead
            case LogRecord.SnapshotTaken t -> snapshot = t.metadata().index() > snapshot.index() ? t.metadata() : snapshot;
            case LogRecord.StateSet s -> hardState = s.state();
        }
    }

    /// No entry above `index` counts any more.
    private void cut(long index) {
        cache.truncate(index);
        segments.forEach(s -> s.truncate(index));
        generation++;
    }

    /// Takes the oldest segments away whose entries are all at or below `index`, never the newest.
    synchronized List<Segment> release(long index) {
        List<Segment> released = new ArrayList<>();
        while (segments.size() > 1 && (segments.getFirst().isEmpty() || segments.getFirst().last() <= index)) {
            released.add(segments.removeFirst());
        }
        if (!released.isEmpty()) {
            moveBase();
        }
        return released;
    }

    private void moveBase() {
        long base = terms.last();
        for (int i = segments.size() - 1; i >= 0; i--) {
            base = segments.get(i).isEmpty() ? base : segments.get(i).first() - 1;
        }
        terms.drop(base);
        cache.drop(base);
    }

    /// True if a reader still has it: its file must be left as it is, and the last reader closes it.
    synchronized boolean markReleased(Segment segment) {
        return segment.release();
    }

    synchronized void snapshot(SnapshotMetadata newest) {
        snapshot = newest;
    }

    synchronized SnapshotMetadata snapshot() {
        return snapshot;
    }

    synchronized void hardState(HardState state) {
        hardState = state;
    }

    synchronized HardState hardState() {
        return hardState;
    }

    synchronized long base() {
        return terms.base();
    }

    synchronized long last() {
        return terms.last();
    }

    synchronized long lastTerm() {
        return terms.lastTerm();
    }

    synchronized Terms copyTerms() {
        return new Terms(terms);
    }

    synchronized long term(long index) {
        return terms.of(index);
    }

    synchronized long generation() {
        return generation;
    }

    synchronized long cachedBytes() {
        return cache.bytes();
    }

    synchronized List<Segment> segments() {
        return List.copyOf(segments);
    }

    /// Where the entries from `lo` on are, `lo` not being cached; the segment is retained. Null if `lo` was compacted or is cached.
    synchronized Segment.@Nullable Span retainSpan(long lo, long hi) {
        if (lo <= terms.base() || lo >= cache.first()) {
            return null;
        }
        long end = Math.min(hi, cache.first());
        for (Segment segment : segments) {
            if (!segment.isEmpty() && segment.first() <= lo && lo <= segment.last()) {
                segment.retain();
                return segment.span(lo, end);
            }
        }
        throw new IllegalStateException("no segment has entry " + lo);
    }

    /// A retained segment, and the header of the one behind; null for the newest.
    record Held(Segment segment, @Nullable SegmentHeader next) {}

    /// The first segment of that sequence number or above, retained; null if there is none.
    synchronized @Nullable Held hold(long sequence) {
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            if (segment.sequence() >= sequence) {
                segment.retain();
                return new Held(segment, i + 1 < segments.size() ? segments.get(i + 1).header() : null);
            }
        }
        return null;
    }

    /// How many bytes of segments are durable.
    synchronized long durableBytes(Place end) {
        long bytes = 0;
        for (int i = 0; i < segments.size(); i++) {
            SegmentHeader next = i + 1 < segments.size() ? segments.get(i + 1).header() : null;
            bytes += SegmentScrub.end(new Held(segments.get(i), next), end);
        }
        return bytes;
    }

    /// True if the file is to be closed by the caller.
    synchronized boolean unretain(Segment segment) {
        return segment.unretain();
    }

    /// Adds cached entries `lo <= index < hi` until `sizeBytesMax` is reached; false if `lo` is not cached.
    synchronized boolean addCached(long lo, long hi, SizedEntries into) {
        if (lo < cache.first()) {
            return false;
        }
        long end = Math.min(hi, terms.last() + 1);
        for (long index = lo; index < end && into.add(cache.entry(index)); index++) {
            // added by the condition
        }
        return true;
    }

    /// Entries up to a limit on their encoded size, yet at least one. Confined to one thread.
    static final class SizedEntries {
        private final List<Entry> entries = new ArrayList<>();
        private final long sizeBytesMax;
        private long sizeBytes;
        private boolean full;

        SizedEntries(long sizeBytesMax) {
            this.sizeBytesMax = sizeBytesMax;
        }

        /// False if there was no room for it.
        boolean add(Entry entry) {
            sizeBytes += Codec.sizeOf(entry);
            full = sizeBytes > sizeBytesMax && !entries.isEmpty();
            if (!full) {
                entries.add(entry);
            }
            return !full;
        }

        boolean isFull() {
            return full;
        }

        int count() {
            return entries.size();
        }

        List<Entry> entries() {
            return entries;
        }
    }
}
