package dev.raftd.server.storage;

import dev.raftd.raftpb.SnapshotMetadata;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.CRC32C;

/// A snapshot being written; confined to one thread. Closed without [#commit] it leaves nothing.
public final class SnapshotWriter extends OutputStream {
    private final SnapshotStore.Unnamed target;
    private final SnapshotMetadata metadata;
    private final PlaceChecksum checksum;
    private final CRC32C whole = new CRC32C();
    private final ByteBuffer chunk = ByteBuffer.allocate(SnapshotFormat.CHUNK_HEADER_BYTES + SnapshotFormat.CHUNK_BYTES);
    private long offset;
    private long contentBytes;

    SnapshotWriter(SnapshotStore.Unnamed target, long clusterId, SnapshotMetadata metadata) throws IOException {
        this.target = target;
        this.metadata = metadata;
        this.checksum = new PlaceChecksum(clusterId);
        put(SnapshotFormat.header(clusterId, metadata));
        chunk.position(SnapshotFormat.CHUNK_HEADER_BYTES);
    }

    private void put(ByteBuffer bytes) throws IOException {
        whole.update(bytes.duplicate());
        offset = target.write(bytes, offset);
    }

    @Override
    public void write(int b) {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        Objects.checkFromIndexSize(from, length, bytes.length);
        for (int at = from; at < from + length;) {
            int part = Math.min(chunk.remaining(), from + length - at);
            chunk.put(bytes, at, part);
            at += part;
            if (!chunk.hasRemaining()) {
                writeChunk();
            }
        }
    }

    private void writeChunk() {
        int end = chunk.position();
        int length = end - SnapshotFormat.CHUNK_HEADER_BYTES;
        chunk.putInt(0, length);
        chunk.putInt(4, SnapshotFormat.checksum(checksum, metadata, offset, chunk, SnapshotFormat.CHUNK_HEADER_BYTES, end));
        try {
            put(chunk.flip());
        } catch (IOException e) {
            throw target.failed(e);
        }
        contentBytes += length;
        chunk.clear().position(SnapshotFormat.CHUNK_HEADER_BYTES);
    }

    /// Synced, read back and verified, named, directory synced: then it returns.
    ///
    /// @throws StorageException NO_SPACE, CORRUPT (what was read back differs), IO
    public void commit() {
        if (chunk.position() > SnapshotFormat.CHUNK_HEADER_BYTES) {
            writeChunk();
        }
        ByteBuffer trailer = ByteBuffer.allocate(SnapshotFormat.TRAILER_BYTES);
        trailer.putInt(0).putInt(0).putLong(contentBytes).putInt((int) whole.getValue());
        trailer.putInt(4, SnapshotFormat.checksum(checksum, metadata, offset, trailer, SnapshotFormat.CHUNK_HEADER_BYTES,
                SnapshotFormat.TRAILER_BYTES));
        try {
            put(trailer.flip());
        } catch (IOException e) {
            throw target.failed(e);
        }
        target.commit(SnapshotFormat.Origin.OWN);
    }

    @Override
    public void close() {
        target.close();
    }
}
