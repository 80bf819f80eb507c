package dev.raftd.server.storage;

import dev.raftd.raftpb.SnapshotMetadata;
import java.io.InputStream;

/// A snapshot's content; no byte is given out before its chunk is verified. Confined to one thread.
public final class SnapshotReader extends InputStream {
    public SnapshotMetadata metadata() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int read() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
