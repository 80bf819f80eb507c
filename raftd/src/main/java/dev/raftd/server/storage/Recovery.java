package dev.raftd.server.storage;

import dev.raftd.raftpb.SnapshotMetadata;
import java.util.List;

/// From what a crash left to a log and a snapshot that fit together, or a refusal.
public final class Recovery {
    /// A node's storage, ready.
    ///
    /// @param snapshot the newest usable one, [SnapshotMetadata#EMPTY] if there is none: load it into the state machine first
    /// @param notes    what was found and mended, a sentence each; logged already
    public record Recovered(SegmentedLog log, SnapshotStore snapshots, SnapshotMetadata snapshot, List<String> notes) {}

    /// Reads the whole log, mends what a crash may leave, refuses what a crash cannot leave.
    ///
    /// @throws StorageException CORRUPT, NEWER_FORMAT, NO_SPACE, IO
    public static Recovered open(DataDir dir, LogConfig config) {
        throw new UnsupportedOperationException();
    }

    private Recovery() {}
}
