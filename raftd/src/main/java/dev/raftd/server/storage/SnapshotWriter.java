package dev.raftd.server.storage;

import java.io.OutputStream;

/// A snapshot being written; confined to one thread. Closed without [#commit] it leaves nothing.
public final class SnapshotWriter extends OutputStream {
    @Override
    public void write(int b) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    /// Synced, read back and verified, named, directory synced: then it returns.
    ///
    /// @throws StorageException NO_SPACE, CORRUPT (what was read back differs), IO
    public void commit() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
