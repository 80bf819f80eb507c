package dev.raftd.server.storage;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Starts a batch: the records that became durable with one sync.
///
/// @param bodyBytes   of the records behind it; 0 for a sync mark
/// @param durable     everything before this place was known durable when the batch was written
/// @param beforeIndex the log's last index before the batch; names the range that is lost if something before is damaged
record BatchHeader(int bodyBytes, Place durable, long beforeIndex) {
    static final int BYTES = 36;
    /// More than any record's length, so that nobody takes one for the other. "RBAT"
    static final int MAGIC = 0x52424154;
    private static final int CHECKSUM_AT = 4;
    private static final int FIELDS_AT = 8;

    /// Written over `out[start, start + BYTES)`.
    void encode(ByteBuffer out, int start, PlaceChecksum checksum, long sequence, long offset) {
        out.putInt(start, MAGIC);
        out.putInt(start + 8, bodyBytes).putLong(start + 12, durable.sequence()).putLong(start + 20, durable.offset());
        out.putLong(start + 28, beforeIndex);
        out.putInt(start + CHECKSUM_AT, checksum.at(sequence, offset).add(out, start + FIELDS_AT, start + BYTES).value());
    }

    /// The header at `start`, or null if there is none that is valid at this place.
    static @Nullable BatchHeader decode(ByteBuffer in, int start, PlaceChecksum checksum, long sequence, long offset) {
        if (in.limit() - start < BYTES || in.getInt(start) != MAGIC) {
            return null;
        }
        if (in.getInt(start + CHECKSUM_AT) != checksum.at(sequence, offset).add(in, start + FIELDS_AT, start + BYTES).value()) {
            return null;
        }
        Place durable = new Place(in.getLong(start + 12), in.getLong(start + 20));
        return new BatchHeader(in.getInt(start + 8), durable, in.getLong(start + 28));
    }

    /// Where the next batch starts.
    long end(long offset) {
        return SegmentFormat.sectorUp(offset + BYTES + bodyBytes);
    }
}
