package dev.raftd.it.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A small file system in memory.
final class TmpfsVolume implements Volume {
    private final Path dir;

    TmpfsVolume(Workspace workspace, String name, long sizeBytes) throws IOException {
        dir = Files.createDirectory(workspace.dir().resolve(name));
        Machine.run("mount", "-t", "tmpfs", "-o", "size=" + sizeBytes, "tmpfs", dir.toString());
    }

    /// Why this machine cannot do it, found out by doing it; null if it can.
    static @Nullable String missing(Workspace workspace) {
        String missing = Machine.missing(true, "mount", "umount");
        if (missing != null)
            return missing;
        return Machine.failure(() -> {
            TmpfsVolume volume = new TmpfsVolume(workspace, "trial", 1 << 20);
            volume.fill();
            volume.close();
        });
    }

    @Override
    public Path dir() {
        return dir;
    }

    @Override
    public boolean canLosePower() {
        return false;
    }

    @Override
    public void losePower(boolean keepsJournal) {
        throw new UnsupportedOperationException("memory without power is gone whole");
    }

    @Override
    public void restore() {}

    @Override
    public void close() throws IOException {
        Machine.run("umount", dir.toString());
        Files.delete(dir);
    }

    @Override
    public String toString() {
        return "tmpfs";
    }
}
