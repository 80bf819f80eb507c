package dev.raftd.server.storage;

import dev.raftd.raftpb.HardState;
import dev.raftd.server.storage.StorageException.Code;
import java.nio.ByteBuffer;

/// A segment's first sector: all that is needed when the segments before it are gone.
///
/// @param sizeBytes   of the whole file when it was made
/// @param previousEnd where the segment before ends; it is durable up to there, and void behind
/// @param bornEnd     up to where this segment was durable before it got its name
/// @param beforeIndex the last entry before this segment, 0 if there is none
/// @param hardState   before this segment
record SegmentHeader(long clusterId, long nodeId, long sequence, long sizeBytes, long previousEnd, long bornEnd, long beforeIndex,
        long beforeTerm, HardState hardState) {
    private static final long MAGIC = 0x7261667464_77616cL; // "raftdwal"
    private static final int VERSION_AT = 8;
    private static final int CHECKSUM_AT = 12;
    private static final int FIELDS_AT = 16;

    /// Fills the sector at the buffer's position.
    void encode(ByteBuffer out) {
        int start = out.position();
        out.putLong(MAGIC).putInt(SegmentFormat.VERSION).putInt(0);
        out.putLong(clusterId).putLong(nodeId).putLong(sequence).putLong(sizeBytes).putLong(previousEnd).putLong(bornEnd);
        out.putLong(beforeIndex).putLong(beforeTerm).putLong(hardState.term()).putLong(hardState.vote()).putLong(hardState.commit());
        while (out.position() < start + SegmentFormat.HEADER_BYTES) {
            out.put((byte) 0);
        }
        out.putInt(start + CHECKSUM_AT, checksum(out, start, clusterId, sequence));
    }

    /// The header in the sector at `start`.
    ///
    /// @param sequence the number in the file's name
    static SegmentHeader decode(ByteBuffer in, int start, long sequence) throws BadBytesException {
        if (in.limit() - start < SegmentFormat.HEADER_BYTES) {
            throw new BadBytesException(0, "shorter than a segment's header");
        }
        if (in.getLong(start) != MAGIC) {
            throw new BadBytesException(0, "not a segment's header");
        }
        int expected = in.getInt(start + CHECKSUM_AT);
        int actual = checksum(in, start, in.getLong(start + FIELDS_AT), sequence);
        if (expected != actual) {
            throw BadBytesException.checksum(0, "segment header", expected, actual);
        }
        requireKnown(in.getInt(start + VERSION_AT));
        ByteBuffer fields = in.slice(start + FIELDS_AT, SegmentFormat.HEADER_BYTES - FIELDS_AT);
        return new SegmentHeader(fields.getLong(), fields.getLong(), fields.getLong(), fields.getLong(), fields.getLong(), fields.getLong(),
                fields.getLong(), fields.getLong(), new HardState(fields.getLong(), fields.getLong(), fields.getLong()));
    }

    private static void requireKnown(int version) {
        if (version != SegmentFormat.VERSION) {
            throw new StorageException(Code.NEWER_FORMAT,
                    "a segment has format version " + version + ", this raftd knows " + SegmentFormat.VERSION,
                    "Start the raftd version that wrote it, or a newer one.");
        }
    }

    private static int checksum(ByteBuffer sector, int start, long clusterId, long sequence) {
        return new PlaceChecksum(clusterId).at(sequence, 0).add(sector, start, start + CHECKSUM_AT)
                .add(sector, start + FIELDS_AT, start + SegmentFormat.HEADER_BYTES).value();
    }
}
