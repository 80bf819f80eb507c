package dev.raftd.server.storage;

import dev.raftd.raftpb.SnapshotMetadata;
import java.nio.ByteBuffer;

/// A snapshot file's bytes, from any offset: a broken transfer goes on where it stopped.
public final class RawSnapshot implements AutoCloseable {
    public SnapshotMetadata metadata() {
        throw new UnsupportedOperationException();
    }

    public long sizeBytes() {
        throw new UnsupportedOperationException();
    }

    /// Fills the buffer from `offset` on; the number of bytes, -1 at the end.
    public int read(ByteBuffer buffer, long offset) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
