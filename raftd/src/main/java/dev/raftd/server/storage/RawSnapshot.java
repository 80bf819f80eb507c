package dev.raftd.server.storage;

import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.storage.SnapshotStore.Info;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A snapshot file's bytes, from any offset: a broken transfer goes on where it stopped.
public final class RawSnapshot implements AutoCloseable {
    private final Info info;
    private final DiskFile file;
    private final int checksum;

    /// @param checksum of the whole file, as it was verified
    RawSnapshot(Info info, DiskFile file, int checksum) {
        this.info = info;
        this.file = file;
        this.checksum = checksum;
    }

    /// Of the whole file.
    public int checksum() {
        return checksum;
    }

    public SnapshotMetadata metadata() {
        return info.metadata();
    }

    public long sizeBytes() {
        return info.sizeBytes();
    }

    /// Fills the buffer from `offset` on; the number of bytes, -1 at the end.
    ///
    /// @throws StorageException IO
    public int read(ByteBuffer buffer, long offset) {
        try {
            int bytes = DiskIo.read(file, buffer, offset);
            return bytes == 0 && buffer.hasRemaining() ? -1 : bytes;
        } catch (IOException e) {
            throw StorageException.of(e, "cannot read " + info.file());
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw StorageException.of(e, "cannot close " + info.file());
        }
    }
}
