package dev.raftd.server.storage;

import dev.raftd.raftpb.SnapshotMetadata;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Reads a snapshot file from the front, each part checked before it is given out. One chunk is in memory. Confined to one thread.
final class SnapshotCursor {
    private final DiskFile file;
    private final PlaceChecksum checksum;
    private final CRC32C whole = new CRC32C();
    private final SnapshotMetadata metadata;
    private final ByteBuffer buffer;
    private long offset;
    private long contentBytes;
    private boolean ended;

    /// Reads and checks the header.
    SnapshotCursor(DiskFile file, long clusterId) throws IOException, BadBytesException {
        this.file = file;
        this.checksum = new PlaceChecksum(clusterId);
        this.buffer = ByteBuffer.allocate(SnapshotFormat.CHUNK_HEADER_BYTES
                + Math.clamp(file.size(), SnapshotFormat.TRAILER_BYTES, SnapshotFormat.CHUNK_BYTES));
        ByteBuffer fixed = ByteBuffer.allocate(SnapshotFormat.HEADER_FIXED_BYTES);
        DiskIo.read(file, fixed, 0);
        ByteBuffer header = ByteBuffer.allocate(SnapshotFormat.headerBytes(fixed.flip()));
        if (DiskIo.read(file, header, 0) < header.capacity()) {
            throw new BadBytesException(0, "the file ends inside its header");
        }
        this.metadata = SnapshotFormat.metadata(header.flip(), clusterId);
        whole.update(header);
        offset = header.limit();
    }

    SnapshotMetadata metadata() {
        return metadata;
    }

    /// The next chunk's content, valid until the next call; null at the end, when the whole file is known to be right.
    @Nullable
    ByteBuffer next() throws IOException, BadBytesException {
        if (ended) {
            return null;
        }
        read(0, SnapshotFormat.CHUNK_HEADER_BYTES);
        int contentLength = buffer.getInt(0);
        if (contentLength == 0) {
            readTrailer();
            ended = true;
            return null;
        }
        if (contentLength < 0 || contentLength > buffer.capacity() - SnapshotFormat.CHUNK_HEADER_BYTES) {
            throw new BadBytesException(offset, "a chunk of " + contentLength + " bytes");
        }
        read(SnapshotFormat.CHUNK_HEADER_BYTES, contentLength);
        int end = SnapshotFormat.CHUNK_HEADER_BYTES + contentLength;
        requireChecksum("chunk", end);
        whole.update(buffer.slice(0, end));
        offset += end;
        contentBytes += contentLength;
        return buffer.slice(SnapshotFormat.CHUNK_HEADER_BYTES, contentLength);
    }

    private void read(int at, int bytes) throws IOException, BadBytesException {
        buffer.limit(at + bytes).position(at);
        if (DiskIo.read(file, buffer, offset + at) < bytes) {
            throw new BadBytesException(offset, "the file is cut short, or a length in it is wrong");
        }
    }

    private void requireChecksum(String what, int end) throws BadBytesException {
        int expected = buffer.getInt(4);
        int actual = SnapshotFormat.checksum(checksum, metadata, offset, buffer, SnapshotFormat.CHUNK_HEADER_BYTES, end);
        if (expected != actual) {
            throw BadBytesException.checksum(offset, what, expected, actual);
        }
    }

    private void readTrailer() throws IOException, BadBytesException {
        read(SnapshotFormat.CHUNK_HEADER_BYTES, SnapshotFormat.TRAILER_BYTES - SnapshotFormat.CHUNK_HEADER_BYTES);
        requireChecksum("trailer", SnapshotFormat.TRAILER_BYTES);
        if (buffer.getLong(8) != contentBytes) {
            throw new BadBytesException(offset, "content of " + contentBytes + " bytes, not " + buffer.getLong(8));
        }
        if (buffer.getInt(16) != (int) whole.getValue()) {
            throw BadBytesException.checksum(offset, "snapshot", buffer.getInt(16), (int) whole.getValue());
        }
        if (file.size() != offset + SnapshotFormat.TRAILER_BYTES) {
            throw new BadBytesException(offset + SnapshotFormat.TRAILER_BYTES, "there are bytes behind the end");
        }
    }

    /// Of all bytes before the trailer, once all was read.
    int checksum() {
        return (int) whole.getValue();
    }

    /// Reads all that is left.
    void drain() throws IOException, BadBytesException {
        while (next() != null) {
            // checked by next
        }
    }
}
