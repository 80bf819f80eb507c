package dev.raftd.server.replica;

import dev.raftd.raftpb.SnapshotMetadata;
import java.io.IOException;

/// A snapshot file to be copied away, verified. Whoever gets it closes it; the file stays readable until then, whatever becomes of its name.
public record Backup(SnapshotMetadata metadata, Transport.Snapshots.Source file) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        file.close();
    }
}
