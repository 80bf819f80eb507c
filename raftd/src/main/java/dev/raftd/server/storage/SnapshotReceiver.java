package dev.raftd.server.storage;

import dev.raftd.raftpb.SnapshotMetadata;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A snapshot file arriving from a peer; confined to one thread at a time. Closed without [#commit] it leaves nothing.
public final class SnapshotReceiver implements AutoCloseable {
    private final SnapshotStore.Unnamed target;
    private long receivedBytes;

    SnapshotReceiver(SnapshotStore.Unnamed target) {
        this.target = target;
    }

    /// The next bytes of the file.
    ///
    /// @throws StorageException NO_SPACE, IO
    public void write(ByteBuffer bytes) {
        try {
            receivedBytes = target.write(bytes, receivedBytes);
        } catch (IOException e) {
            throw target.failed(e);
        }
    }

    /// How many arrived: where a broken transfer goes on.
    public long receivedBytes() {
        return receivedBytes;
    }

    /// Synced, verified as a whole, named, directory synced: then it returns what arrived. To be followed by
    /// [SegmentedLog#installSnapshot].
    ///
    /// @throws StorageException NO_SPACE, CORRUPT (nothing is kept), OTHER_CLUSTER, NEWER_FORMAT, IO
    public SnapshotMetadata commit() {
        return target.commit(SnapshotFormat.Origin.RECEIVED);
    }

    @Override
    public void close() {
        target.close();
    }
}
