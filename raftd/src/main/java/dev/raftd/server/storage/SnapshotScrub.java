package dev.raftd.server.storage;

import dev.raftd.server.storage.SnapshotStore.Info;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Checks the snapshot files that the store knows, a piece at a time. A file that is deleted meanwhile is passed over. Confined to one
/// thread.
final class SnapshotScrub {
    /// A file that is half read.
    private record Open(Info info, DiskFile file, SnapshotCursor cursor) {}

    private final SnapshotStore store;
    private final ArrayDeque<Info> waiting = new ArrayDeque<>();
    private @Nullable Open open;

    SnapshotScrub(SnapshotStore store) {
        this.store = store;
    }

    /// The next step begins with the first of those that are there now.
    void rewind() {
        waiting.clear();
        waiting.addAll(store.list());
    }

    /// Reads about as much as is asked for; the number of bytes, 0 if all are read.
    ///
    /// @throws StorageException CORRUPT
    long step(long bytesMax) throws IOException {
        long bytes = 0;
        while (bytes < bytesMax && (open != null || !waiting.isEmpty())) {
            Info info = open != null ? open.info : waiting.remove();
            try {
                bytes += read(info, bytesMax - bytes);
            } catch (BadBytesException e) {
                close();
                if (store.list().contains(info)) {
                    throw store.corrupt(info, e);
                }
            } catch (DiskException e) {
                requireMissing(e, info);
            }
        }
        return bytes;
    }

    private void requireMissing(DiskException e, Info info) throws DiskException {
        if (e.kind() != DiskException.Kind.MISSING) {
            throw e;
        }
        if (store.list().contains(info)) {
            throw store.corrupt(info, new BadBytesException(0, "the file is gone"));
        }
    }

    private long read(Info info, long bytesMax) throws IOException, BadBytesException {
        Open now = open != null ? open : open(info);
        open = now;
        long bytes = 0;
        while (bytes < bytesMax) {
            ByteBuffer chunk = now.cursor.next();
            if (chunk == null) {
                close();
                return bytes + SnapshotFormat.TRAILER_BYTES;
            }
            bytes += chunk.remaining() + SnapshotFormat.CHUNK_HEADER_BYTES;
        }
        return bytes;
    }

    private Open open(Info info) throws IOException, BadBytesException {
        DiskFile file = store.openRead(info);
        try {
            return new Open(info, file, store.cursor(file));
        } catch (IOException | BadBytesException e) {
            file.close();
            throw e;
        }
    }

    private void close() throws IOException {
        Open ended = open;
        open = null;
        if (ended != null) {
            ended.file.close();
        }
    }
}
