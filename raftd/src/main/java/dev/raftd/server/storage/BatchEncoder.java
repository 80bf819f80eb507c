package dev.raftd.server.storage;

import java.nio.ByteBuffer;
import java.util.List;

/// Turns records into the bytes of one batch at its place. Keeps one buffer; confined to one thread.
final class BatchEncoder {
    private static final int KEEP_BYTES_MAX = 4 << 20;

    private final PlaceChecksum checksum;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(4 << 10);

    BatchEncoder(long clusterId) {
        checksum = new PlaceChecksum(clusterId);
    }

    /// A batch's bytes, valid until the next one is encoded.
    ///
    /// @param bytes   padded to whole sectors, and a sector of zeros, which tells a clean end from what a recycled file held there before
    /// @param offsets the place of each record in the file
    record Encoded(ByteBuffer bytes, int[] offsets) {}

    /// The room that a batch takes.
    static long sizeOf(long bodyBytes) {
        return SegmentFormat.sectorUp(BatchHeader.BYTES + bodyBytes);
    }

    /// No batch, only the end behind it.
    static ByteBuffer end() {
        return ByteBuffer.allocate(SegmentFormat.SECTOR_BYTES);
    }

    /// @param bodyBytes   sum of the records' sizes
    /// @param at          the place of the batch
    /// @param durable     everything before is known durable
    /// @param beforeIndex the log's last index before
    Encoded encode(List<LogRecord> records, long bodyBytes, Place at, Place durable, long beforeIndex) {
        ByteBuffer out = cleared(sizeOf(bodyBytes) + SegmentFormat.SECTOR_BYTES);
        out.position(BatchHeader.BYTES);
        IntList offsets = new IntList();
        for (LogRecord record : records) {
            long offset = at.offset() + out.position();
            offsets.add((int) offset);
            RecordFormat.encode(record, out, checksum, at.sequence(), offset);
        }
        new BatchHeader((int) bodyBytes, durable, beforeIndex).encode(out, 0, checksum, at.sequence(), at.offset());
        while (out.hasRemaining()) {
            out.put((byte) 0);
        }
        return new Encoded(out.flip(), offsets.toArray());
    }

    private ByteBuffer cleared(long bytes) {
        boolean keep = bytes <= buffer.capacity() && (buffer.capacity() <= KEEP_BYTES_MAX || bytes > KEEP_BYTES_MAX);
        if (!keep) {
            buffer = ByteBuffer.allocateDirect((int) Math.max(bytes, Math.min(2L * bytes, KEEP_BYTES_MAX)));
        }
        return buffer.clear().limit((int) bytes);
    }
}
