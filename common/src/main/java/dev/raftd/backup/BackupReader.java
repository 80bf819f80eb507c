package dev.raftd.backup;

import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.SnapshotMetadata;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A snapshot file's content, from the front.
///
///     header    magic 8, version 4, checksum 4, cluster 8, metadata length 4, metadata
///     chunk     length 4, checksum 4, content                     any number; checksums begin with (cluster, index, offset)
///     trailer   0 4, checksum 4, content's length 8, checksum 4 of all bytes before the trailer
public final class BackupReader {
    private static final int VERSION = 1;
    private static final long MAGIC = 0x7261667464736e70L; // "raftdsnp"
    private static final int CHECKSUM_AT = 12;
    private static final int FIXED_BYTES = 28;
    private static final int METADATA_BYTES_MAX = 1 << 20;
    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int CHUNK_BYTES_MAX = 256 << 10;
    private static final int TRAILER_BYTES = 20;

    /// Where the bytes are, such as a channel or a simulated file.
    @FunctionalInterface
    public interface Source {
        /// Reads at `offset` and advances the buffer; may read less than asked. -1 at or beyond the end.
        int read(ByteBuffer buffer, long offset) throws IOException;
    }

    private final Source source;
    private final long sizeBytes;
    private final CRC32C whole = new CRC32C();
    private final ByteBuffer seed = ByteBuffer.allocate(24);
    private final ByteBuffer chunk;
    private final SnapshotMetadata metadata;
    private final long clusterId;
    private long offset;
    private long contentBytes;
    private boolean ended;

    /// Reads and checks the header.
    public BackupReader(Source source, long sizeBytes) throws IOException, BackupException {
        this.source = source;
        this.sizeBytes = sizeBytes;
        chunk = ByteBuffer.allocate(CHUNK_HEADER_BYTES + Math.clamp(sizeBytes, TRAILER_BYTES, CHUNK_BYTES_MAX));
        ByteBuffer header = header();
        clusterId = header.getLong(16);
        metadata = metadata(header);
        seed.putLong(0, clusterId).putLong(8, metadata.index());
        whole.update(header.duplicate().position(0));
        offset = header.limit();
    }

    private ByteBuffer header() throws IOException, BackupException {
        ByteBuffer fixed = ByteBuffer.allocate(FIXED_BYTES);
        if (!fill(fixed, 0) || fixed.getLong(0) != MAGIC)
            throw new BackupException(BackupException.Kind.NOT_A_SNAPSHOT, 0, "it does not begin like a snapshot");
        int version = fixed.getInt(8);
        int metadataBytes = fixed.getInt(24);
        if (metadataBytes < 0 || metadataBytes > METADATA_BYTES_MAX)
            throw BackupException.damaged(24, "metadata of " + metadataBytes + " bytes");
        ByteBuffer header = ByteBuffer.allocate(FIXED_BYTES + metadataBytes);
        if (!fill(header, 0))
            throw BackupException.damaged(sizeBytes, "the file ends inside its header");
        int actual = headerChecksum(header);
        if (header.getInt(CHECKSUM_AT) != actual)
            throw BackupException.checksum(0, "header", header.getInt(CHECKSUM_AT), actual);
        if (version != VERSION)
            throw new BackupException(BackupException.Kind.NEWER_FORMAT, 8,
                    "it has format version " + version + ", this program knows " + VERSION);
        return header;
    }

    private static int headerChecksum(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(0, CHECKSUM_AT));
        crc.update(header.slice(CHECKSUM_AT + 4, header.limit() - CHECKSUM_AT - 4));
        return (int) crc.getValue();
    }

    private static SnapshotMetadata metadata(ByteBuffer header) throws BackupException {
        byte[] encoded = new byte[header.limit() - FIXED_BYTES];
        header.get(FIXED_BYTES, encoded);
        try {
            return Codec.decodeSnapshotMetadata(encoded);
        } catch (CodecException e) {
            throw BackupException.damaged(FIXED_BYTES, "metadata cannot be read: " + e.getMessage());
        }
    }

    /// False if the file ends before.
    private boolean fill(ByteBuffer buffer, long at) throws IOException {
        int start = buffer.position();
        while (buffer.hasRemaining())
            if (source.read(buffer, at + buffer.position() - start) < 0)
                return false;
        return true;
    }

    public long clusterId() {
        return clusterId;
    }

    public SnapshotMetadata metadata() {
        return metadata;
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    /// The next piece of the content; null at the end, when the whole file is known to be right.
    public byte @Nullable [] next() throws IOException, BackupException {
        if (ended)
            return null;
        read(0, CHUNK_HEADER_BYTES);
        int length = chunk.getInt(0);
        if (length == 0) {
            checkTrailer();
            ended = true;
            return null;
        }
        if (length < 0 || length > chunk.capacity() - CHUNK_HEADER_BYTES)
            throw BackupException.damaged(offset, "a chunk of " + length + " bytes, more than the file has");
        read(CHUNK_HEADER_BYTES, length);
        int end = CHUNK_HEADER_BYTES + length;
        requireChecksum("chunk", end);
        whole.update(chunk.slice(0, end));
        offset += end;
        contentBytes += length;
        byte[] content = new byte[length];
        chunk.get(CHUNK_HEADER_BYTES, content);
        return content;
    }

    private void read(int at, int bytes) throws IOException, BackupException {
        chunk.limit(at + bytes).position(at);
        if (!fill(chunk, offset + at))
            throw BackupException.damaged(sizeBytes, "the file is cut short");
    }

    private void requireChecksum(String what, int end) throws BackupException {
        CRC32C crc = new CRC32C();
        crc.update(seed.putLong(16, offset).array());
        crc.update(chunk.slice(CHUNK_HEADER_BYTES, end - CHUNK_HEADER_BYTES));
        if (chunk.getInt(4) != (int) crc.getValue())
            throw BackupException.checksum(offset, what, chunk.getInt(4), (int) crc.getValue());
    }

    private void checkTrailer() throws IOException, BackupException {
        read(CHUNK_HEADER_BYTES, TRAILER_BYTES - CHUNK_HEADER_BYTES);
        requireChecksum("trailer", TRAILER_BYTES);
        if (chunk.getLong(8) != contentBytes)
            throw BackupException.damaged(offset, "content of " + contentBytes + " bytes, not " + chunk.getLong(8));
        if (chunk.getInt(16) != (int) whole.getValue())
            throw BackupException.checksum(offset, "whole file", chunk.getInt(16), (int) whole.getValue());
        if (sizeBytes != offset + TRAILER_BYTES)
            throw BackupException.damaged(offset + TRAILER_BYTES, "there are bytes behind the end");
    }
}
