package dev.raftd.server.storage;

import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.storage.SnapshotStore.Info;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/// A snapshot's content; no byte is given out before its chunk is verified, and the end is reported only if the whole file is right.
/// Confined to one thread.
public final class SnapshotReader extends InputStream {
    private final SnapshotStore store;
    private final Info info;
    private final DiskFile file;
    private final SnapshotCursor cursor;
    private ByteBuffer chunk = ByteBuffer.allocate(0);

    SnapshotReader(SnapshotStore store, Info info, DiskFile file, SnapshotCursor cursor) {
        this.store = store;
        this.info = info;
        this.file = file;
        this.cursor = cursor;
    }

    public SnapshotMetadata metadata() {
        return cursor.metadata();
    }

    /// @throws StorageException CORRUPT, IO
    @Override
    public int read() {
        return advance() ? chunk.get() & 0xff : -1;
    }

    /// @throws StorageException CORRUPT, IO
    @Override
    public int read(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (!advance()) {
            return -1;
        }
        int part = Math.min(length, chunk.remaining());
        chunk.get(bytes, offset, part);
        return part;
    }

    /// False at the end.
    private boolean advance() {
        try {
            if (!chunk.hasRemaining()) {
                ByteBuffer next = cursor.next();
                if (next == null) {
                    return false;
                }
                chunk = next;
            }
            return true;
        } catch (BadBytesException e) {
            throw store.corrupt(info, e);
        } catch (IOException e) {
            throw StorageException.of(e, "cannot read " + store.path(info.file()));
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw StorageException.of(e, "cannot close " + store.path(info.file()));
        }
    }
}
