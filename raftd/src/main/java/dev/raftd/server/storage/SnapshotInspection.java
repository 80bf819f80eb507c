package dev.raftd.server.storage;

import dev.raftd.server.storage.LogInspection.Finding;
import dev.raftd.server.storage.SnapshotFormat.Origin;
import dev.raftd.server.storage.StorageException.Code;
import dev.raftd.raftpb.SnapshotMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks into the snapshot files of a stopped or a running node: no lock, no change. A file that is deleted meanwhile is passed over.
/// Confined to one thread.
final class SnapshotInspection {
    /// A file, and what is wrong with it; null if nothing is.
    record Checked(LogInspection.SnapshotInfo info, @Nullable Finding finding) {
        boolean isWhole() {
            return finding == null;
        }
    }

    private final Disk disk;
    private final long clusterId;

    SnapshotInspection(Disk disk, long clusterId) {
        this.disk = disk;
        this.clusterId = clusterId;
    }

    /// By name, which is by index.
    List<Checked> check() throws IOException {
        List<Checked> checked = new ArrayList<>();
        for (Disk.FileSize file : files()) {
            Checked snapshot = check(file);
            if (snapshot != null) {
                checked.add(snapshot);
            }
        }
        return checked;
    }

    private List<Disk.FileSize> files() throws IOException {
        try {
            return disk.list().stream().filter(f -> f.name().endsWith(SnapshotFormat.SUFFIX)).toList();
        } catch (DiskException e) {
            if (e.kind() == DiskException.Kind.MISSING) {
                return List.of();
            }
            throw e;
        }
    }

    /// Null if it was deleted meanwhile.
    private @Nullable Checked check(Disk.FileSize file) throws IOException {
        long index = SnapshotFormat.index(file.name());
        boolean received = SnapshotFormat.origin(file.name()) == Origin.RECEIVED;
        try (DiskFile opened = disk.open(file.name(), Disk.OpenMode.READ)) {
            SnapshotCursor cursor = new SnapshotCursor(opened, clusterId);
            SnapshotMetadata metadata = cursor.metadata();
            requireName(file.name(), metadata);
            cursor.drain();
            return new Checked(new LogInspection.SnapshotInfo(file.name(), metadata.index(), metadata.term(), received, file.sizeBytes(),
                    false), null);
        } catch (BadBytesException e) {
            return damaged(file, received, index, e.offset(), String.valueOf(e.getMessage()));
        } catch (DiskException e) {
            if (e.kind() == DiskException.Kind.MISSING) {
                return null;
            }
            throw e;
        } catch (StorageException e) {
            if (e.code() != Code.OTHER_CLUSTER) {
                throw e;
            }
            return damaged(file, received, index, 0, String.valueOf(e.getMessage()));
        }
    }

    private static void requireName(String name, SnapshotMetadata metadata) throws BadBytesException {
        if (!name.equals(SnapshotFormat.name(metadata, SnapshotFormat.origin(name)))) {
            throw new BadBytesException(0, "it is the snapshot of index " + metadata.index());
        }
    }

    private Checked damaged(Disk.FileSize file, boolean received, long index, long offset, String problem) {
        return new Checked(new LogInspection.SnapshotInfo(file.name(), index, 0, received, file.sizeBytes(), true),
                new Finding(disk.path(file.name()), offset, 1, Math.max(1, index), problem));
    }
}
