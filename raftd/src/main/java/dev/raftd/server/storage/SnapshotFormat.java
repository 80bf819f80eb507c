package dev.raftd.server.storage;

import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.storage.StorageException.Code;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The bytes of a snapshot file. They are the same on every node of a cluster, so that a file is sent as it is.
///
///     header    magic 8, version 4, checksum 4, cluster 8, metadata length 4, metadata
///     chunk     length 4 (1 to 256 KiB), checksum 4, content        any number; checksums begin with (cluster, index, offset)
///     trailer   0 4, checksum 4, content's length 8, checksum 4 of all bytes before the trailer
///
/// A file is valid iff all checksums are right, the content's length is, and it ends behind the trailer.
final class SnapshotFormat {
    static final int VERSION = 1;
    static final int CHUNK_BYTES = 256 << 10;
    static final int CHUNK_HEADER_BYTES = 8;
    static final int TRAILER_BYTES = 20;
    static final int HEADER_FIXED_BYTES = 28;
    static final String SUFFIX = ".snap";
    private static final int METADATA_BYTES_MAX = 1 << 20;
    private static final long MAGIC = 0x7261667464736e70L; // "raftdsnp"
    private static final int CHECKSUM_AT = 12;

    /// Who made a snapshot.
    enum Origin {
        /// This node, of its own state machine.
        OWN,
        /// A leader, for this node.
        RECEIVED
    }

    static String name(SnapshotMetadata metadata, Origin origin) {
        String base = SegmentFormat.digits(metadata.index()) + "-" + SegmentFormat.digits(metadata.term());
        return base + switch (origin) {
            case OWN -> "";
            case RECEIVED -> "-received";
        } + SUFFIX;
    }

    static Origin origin(String name) {
        return name.endsWith("-received" + SUFFIX) ? Origin.RECEIVED : Origin.OWN;
    }

    /// The index that a name states.
    static long index(String name) {
        int end = name.indexOf('-');
        return end > 0 && name.chars().limit(end).allMatch(c -> c >= '0' && c <= '9') && end < 19 ? Long.parseLong(name, 0, end, 10) : 0;
    }

    static ByteBuffer header(long clusterId, SnapshotMetadata metadata) {
        byte[] encoded = Codec.encode(metadata);
        ByteBuffer out = ByteBuffer.allocate(HEADER_FIXED_BYTES + encoded.length);
        out.putLong(MAGIC).putInt(VERSION).putInt(0).putLong(clusterId).putInt(encoded.length).put(encoded);
        return out.putInt(CHECKSUM_AT, headerChecksum(out, out.position())).flip();
    }

    private static int headerChecksum(ByteBuffer header, int end) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(0, CHECKSUM_AT));
        crc.update(header.slice(CHECKSUM_AT + 4, end - CHECKSUM_AT - 4));
        return (int) crc.getValue();
    }

    /// The header's whole length, by its first bytes.
    static int headerBytes(ByteBuffer fixed) throws BadBytesException {
        if (fixed.remaining() < HEADER_FIXED_BYTES || fixed.getLong(0) != MAGIC) {
            throw new BadBytesException(0, "not a snapshot's header");
        }
        int metadataBytes = fixed.getInt(24);
        if (metadataBytes < 0 || metadataBytes > METADATA_BYTES_MAX) {
            throw new BadBytesException(24, "metadata of " + metadataBytes + " bytes");
        }
        return HEADER_FIXED_BYTES + metadataBytes;
    }

    /// Checks a whole header.
    static SnapshotMetadata metadata(ByteBuffer header, long clusterId) throws BadBytesException {
        int expected = header.getInt(CHECKSUM_AT);
        int actual = headerChecksum(header, header.limit());
        if (expected != actual) {
            throw BadBytesException.checksum(0, "snapshot header", expected, actual);
        }
        requireKnown(header.getInt(8));
        if (header.getLong(16) != clusterId) {
            throw new StorageException(Code.OTHER_CLUSTER,
                    "a snapshot belongs to cluster " + Identity.hex(header.getLong(16)) + ", not " + Identity.hex(clusterId),
                    "Check --peers.");
        }
        byte[] encoded = new byte[header.limit() - HEADER_FIXED_BYTES];
        header.get(HEADER_FIXED_BYTES, encoded);
        try {
            return Codec.decodeSnapshotMetadata(encoded);
        } catch (CodecException e) {
            throw new BadBytesException(HEADER_FIXED_BYTES, "metadata cannot be read: " + e.getMessage());
        }
    }

    private static void requireKnown(int version) {
        if (version != VERSION) {
            throw new StorageException(Code.NEWER_FORMAT, "a snapshot has format version " + version + ", this raftd knows " + VERSION,
                    "Start the raftd version that wrote it, or a newer one.");
        }
    }

    /// Checksum of a chunk or of the trailer.
    ///
    /// @param from of the bytes behind the checksum
    static int checksum(PlaceChecksum checksum, SnapshotMetadata metadata, long offset, ByteBuffer bytes, int from, int to) {
        return checksum.at(metadata.index(), offset).add(bytes, from, to).value();
    }

    private SnapshotFormat() {}
}
