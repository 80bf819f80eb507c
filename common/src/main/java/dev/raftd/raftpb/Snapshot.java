package dev.raftd.raftpb;

import java.util.Arrays;

/// The state machine as of an index. Empty if its index is 0.
///
/// @param data the application's bytes, or whatever names them: the core never looks inside
public record Snapshot(byte[] data, SnapshotMetadata metadata) {
    public static final Snapshot EMPTY = new Snapshot(new byte[0], SnapshotMetadata.EMPTY);

    public boolean isEmpty() {
        return metadata.index() == 0;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Snapshot s && s.metadata.equals(metadata) && Arrays.equals(s.data, data);
    }

    @Override
    public int hashCode() {
        return 31 * metadata.hashCode() + Arrays.hashCode(data);
    }
}
