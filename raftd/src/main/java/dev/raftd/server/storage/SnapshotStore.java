package dev.raftd.server.storage;

import dev.raftd.raftpb.SnapshotMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The snapshots of a node, each a file of checksummed chunks that is written, synced, verified and only then named. Thread-safe.
public final class SnapshotStore {
    /// A snapshot file.
    ///
    /// @param received from a leader, not taken here
    public record Info(SnapshotMetadata metadata, boolean received, String file, long sizeBytes) {}

    /// Starts a snapshot of the node's own state machine.
    public SnapshotWriter begin(SnapshotMetadata metadata) {
        throw new UnsupportedOperationException();
    }

    /// Starts to receive a snapshot from a peer, the raw bytes that [#openRaw] gave there. Several at once are safe.
    public SnapshotReceiver receive() {
        throw new UnsupportedOperationException();
    }

    /// Streams what was written into a snapshot, verified chunk by chunk.
    ///
    /// @throws StorageException MISSING, CORRUPT, IO
    public SnapshotReader open(SnapshotMetadata metadata) {
        throw new UnsupportedOperationException();
    }

    /// The file as it is, for sending; verified as a whole before.
    ///
    /// @throws StorageException MISSING, CORRUPT, IO
    public RawSnapshot openRaw(SnapshotMetadata metadata) {
        throw new UnsupportedOperationException();
    }

    /// All that are not known to be bad, newest first.
    public List<Info> list() {
        throw new UnsupportedOperationException();
    }

    /// The newest one, null if there is none. It may be received and not installed yet.
    public @Nullable SnapshotMetadata newest() {
        throw new UnsupportedOperationException();
    }

    /// Deletes those older than the `count` newest. Those open stay readable.
    public void retain(int count) {
        throw new UnsupportedOperationException();
    }
}
