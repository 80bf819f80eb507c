package dev.raftd.server.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Walks the batches of one segment from the front, checking everything; changes nothing. Confined to one thread.
final class SegmentReader {
    /// A batch that is valid as a whole.
    ///
    /// @param offsets the place of each record
    record Batch(BatchHeader header, long offset, List<LogRecord> records, int[] offsets) {
        long end() {
            return header.end(offset);
        }
    }

    /// What the walk does with a batch.
    interface Visitor {
        void batch(Batch batch) throws BadBytesException;
    }

    /// Why a walk ended.
    enum Stop {
        /// At the limit.
        LIMIT,
        /// Before a sector of zeros, which the last batch wrote behind itself.
        ZERO_SECTOR,
        /// Before bytes that are no valid batch.
        BAD_BYTES
    }

    /// Where a walk ended.
    ///
    /// @param offset    behind the last valid batch
    /// @param badOffset the first bad record, or `offset`
    /// @param problem   what is wrong there; empty if nothing is
    record End(Stop stop, long offset, long badOffset, String problem) {}

    /// Batch headers that are valid at their places behind a bad one.
    ///
    /// @param durable     the greatest place that one of them calls durable
    /// @param beforeIndex the log's last index before the first of them
    /// @param end         behind the last of them and its body
    record Later(Place durable, long beforeIndex, long end) {}

    private final SegmentHeader header;
    private final FileWindow window;
    private final PlaceChecksum checksum;

    /// @param sizeBytes of the file
    SegmentReader(DiskFile file, SegmentHeader header, long sizeBytes) {
        this.header = header;
        this.window = new FileWindow(file, sizeBytes);
        this.checksum = new PlaceChecksum(header.clusterId());
    }

    /// The header of the file.
    ///
    /// @param sequence the number in the file's name
    static SegmentHeader readHeader(DiskFile file, long sequence) throws IOException, BadBytesException {
        FileWindow window = new FileWindow(file, SegmentFormat.HEADER_BYTES);
        int at = window.at(0, SegmentFormat.HEADER_BYTES);
        return SegmentHeader.decode(window.buffer(), at, sequence);
    }

    /// Visits the valid batches up to `limit`, at most the file's size.
    End walk(long limit, Visitor visitor) throws IOException {
        long offset = SegmentFormat.HEADER_BYTES;
        while (limit - offset >= SegmentFormat.SECTOR_BYTES) {
            try {
                Batch batch = batch(offset, limit);
                if (batch == null) {
                    return new End(Stop.ZERO_SECTOR, offset, offset, "zeros where a batch must be");
                }
                visitor.batch(batch);
                offset = batch.end();
            } catch (BadBytesException e) {
                return new End(Stop.BAD_BYTES, offset, e.offset(), String.valueOf(e.getMessage()));
            }
        }
        return new End(Stop.LIMIT, offset, offset, "");
    }

    /// The batch at `offset`; null if there is a zero sector.
    @Nullable
    Batch batch(long offset, long limit) throws IOException, BadBytesException {
        int at = window.at(offset, SegmentFormat.SECTOR_BYTES);
        BatchHeader batch = BatchHeader.decode(window.buffer(), at, checksum, header.sequence(), offset);
        if (batch == null) {
            if (window.isZeroSector(offset)) {
                return null;
            }
            throw new BadBytesException(offset, "not a batch's header, or not of this place");
        }
        if (batch.bodyBytes() < 0 || batch.end(offset) > limit) {
            throw new BadBytesException(offset, "a batch of " + batch.bodyBytes() + " bytes does not fit");
        }
        return body(batch, offset);
    }

    private Batch body(BatchHeader batch, long offset) throws IOException, BadBytesException {
        long bodyOffset = offset + BatchHeader.BYTES;
        int paddedBytes = (int) (batch.end(offset) - bodyOffset);
        int at = window.at(bodyOffset, paddedBytes);
        ByteBuffer bytes = window.buffer();
        int end = at + batch.bodyBytes();
        if (bytes.limit() < at + paddedBytes) {
            throw new BadBytesException(bodyOffset, "the file was cut while it was read");
        }
        List<LogRecord> records = new ArrayList<>();
        IntList offsets = new IntList();
        for (int start = at; start < end;) {
            long recordOffset = bodyOffset + (start - at);
            records.add(RecordFormat.decode(bytes, start, end, checksum, header.sequence(), recordOffset));
            offsets.add((int) recordOffset);
            int payloadBytes = RecordFormat.payloadBytes(bytes, start);
            int next = RecordFormat.end(start - at, payloadBytes) + at;
            requireZeros(bytes, start + SegmentFormat.RECORD_HEADER_BYTES + payloadBytes, next, bodyOffset - at);
            start = next;
        }
        requireZeros(bytes, end, at + paddedBytes, bodyOffset - at);
        return new Batch(batch, offset, records, offsets.toArray());
    }

    /// Readers that come without the batch's header know padding by its zeros.
    private static void requireZeros(ByteBuffer bytes, int from, int to, long bufferOffset) throws BadBytesException {
        for (int i = from; i < to; i++) {
            if (bytes.get(i) != 0) {
                throw new BadBytesException(bufferOffset + i, "padding is not zero");
            }
        }
    }

    /// What the valid batch headers behind `offset` say, which may be remains of a batch that is not whole; null if there is none.
    @Nullable
    Later after(long offset) throws IOException {
        Later later = null;
        for (long at = offset + SegmentFormat.SECTOR_BYTES; at < window.sizeBytes(); at += SegmentFormat.SECTOR_BYTES) {
            int start = window.at(at, SegmentFormat.SECTOR_BYTES);
            BatchHeader found = BatchHeader.decode(window.buffer(), start, checksum, header.sequence(), at);
            if (found != null) {
                later = later == null
                        ? new Later(found.durable(), found.beforeIndex(), found.end(at))
                        : new Later(max(later.durable(), found.durable()), later.beforeIndex(), found.end(at));
            }
        }
        return later;
    }

    private static Place max(Place a, Place b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /// Behind the last byte of `[offset, limit)` that is not zero, at a sector's end; `offset` if there is none.
    long endOfData(long offset, long limit) throws IOException {
        long end = offset;
        for (long at = offset; at < Math.min(limit, window.sizeBytes()); at += SegmentFormat.SECTOR_BYTES) {
            if (!window.isZeroSector(at)) {
                end = Math.min(at + SegmentFormat.SECTOR_BYTES, window.sizeBytes());
            }
        }
        return end;
    }
}
