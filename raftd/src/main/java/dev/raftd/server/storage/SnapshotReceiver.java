package dev.raftd.server.storage;

import dev.raftd.raftpb.SnapshotMetadata;
import java.nio.ByteBuffer;

/// A snapshot file arriving from a peer; confined to one thread at a time. Closed without [#commit] it leaves nothing.
public final class SnapshotReceiver implements AutoCloseable {
    /// The next bytes of the file.
    public void write(ByteBuffer bytes) {
        throw new UnsupportedOperationException();
    }

    /// How many arrived: where a broken transfer goes on.
    public long receivedBytes() {
        throw new UnsupportedOperationException();
    }

    /// Verified as a whole, synced, named, directory synced: then it returns what arrived. To be followed by
    /// [SegmentedLog#installSnapshot].
    ///
    /// @throws StorageException NO_SPACE, CORRUPT (nothing is kept), OTHER_CLUSTER, IO
    public SnapshotMetadata commit() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
