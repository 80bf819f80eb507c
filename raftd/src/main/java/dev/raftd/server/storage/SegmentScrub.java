package dev.raftd.server.storage;

import dev.raftd.server.storage.SegmentReader.Batch;
import dev.raftd.server.storage.SegmentReader.Later;
import dev.raftd.server.storage.StableLog.Held;
import dev.raftd.server.storage.StorageException.Damage;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Checks the durable part of a log's segments, from the oldest to the newest, a piece at a time. A segment is held for the length of a
/// step only, so that releasing it waits for nobody; one that is released meanwhile is passed over. Confined to one thread.
final class SegmentScrub {
    private final StableLog log;
    private final Supplier<Place> durable;
    /// Where the next step goes on: the segment's header at offset 0.
    private long sequence;
    private long offset;
    /// What was met in the segment; null before its header.
    private @Nullable IndexRange range;

    /// @param durable where the newest segment's durable part ends
    SegmentScrub(StableLog log, Supplier<Place> durable) {
        this.log = log;
        this.durable = durable;
    }

    /// The next step begins with the oldest segment.
    void rewind() {
        sequence = 0;
        offset = 0;
    }

    /// Reads about as much as is asked for; the number of bytes, 0 at the log's end.
    ///
    /// @throws StorageException CORRUPT
    long step(long bytesMax) throws IOException {
        for (Held held = log.hold(sequence); held != null; held = log.hold(sequence)) {
            try {
                begin(held.segment());
                long end = end(held);
                if (offset < end) {
                    return read(held, end, bytesMax);
                }
                if (held.next() == null) {
                    return 0;
                }
                sequence++;
                offset = 0;
            } finally {
                if (log.unretain(held.segment())) {
                    LogReads.close(held.segment());
                }
            }
        }
        return 0;
    }

    /// Of a segment that is there in place of one that was released: from its beginning.
    private void begin(Segment segment) {
        if (segment.sequence() != sequence) {
            sequence = segment.sequence();
            offset = 0;
        }
    }

    private long end(Held held) {
        return end(held, durable.get());
    }

    /// Up to where a segment is durable. One that was just followed by another may not be known as that yet: then it is its header.
    static long end(Held held, Place durable) {
        if (held.next() != null) {
            return held.next().previousEnd();
        }
        return held.segment().sequence() == durable.sequence() ? durable.offset() : SegmentFormat.HEADER_BYTES;
    }

    private long read(Held held, long end, long bytesMax) throws IOException {
        Segment segment = held.segment();
        long from = offset;
        SegmentReader reader = new SegmentReader(segment.file(), segment.header(), end);
        IndexRange met = offset == 0 || range == null ? new IndexRange(segment.header()) : range;
        range = met;
        try {
            if (offset == 0) {
                readHeader(segment);
            }
            while (offset < end && offset - from < bytesMax) {
                Batch batch = reader.batch(offset, end);
                if (batch == null) {
                    throw new BadBytesException(offset, "zeros where a batch must be");
                }
                met.batch(batch);
                offset = batch.end();
            }
            return offset - from;
        } catch (BadBytesException e) {
            throw damage(held, reader, met, e);
        }
    }

    private void readHeader(Segment segment) throws IOException, BadBytesException {
        if (!SegmentReader.readHeader(segment.file(), segment.sequence()).equals(segment.header())) {
            throw new BadBytesException(0, "the segment's header is not the one that it was opened with");
        }
        offset = SegmentFormat.HEADER_BYTES;
    }

    private StorageException damage(Held held, SegmentReader reader, IndexRange met, BadBytesException e) throws IOException {
        Later later = reader.after(offset);
        long first = met.firstAffected();
        long last = later != null ? later.beforeIndex() : held.next() != null ? held.next().beforeIndex() : log.last();
        return StorageException.corrupt(new Damage(held.segment().path(), e.offset(), first, Math.max(first, last)),
                String.valueOf(e.getMessage()));
    }
}
