package dev.raftd.it.campaign;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// ext4 on a file, mounted by a loop device: the one file system here whose power can be cut.
final class Ext4Volume implements Volume {
    private static final int ATTEMPTS = 50;

    private final Path image;
    private final Path dir;

    Ext4Volume(Workspace workspace, String name, long sizeBytes) throws IOException {
        image = workspace.images().resolve(name + ".img");
        dir = Files.createDirectory(workspace.dir().resolve(name));
        try (FileChannel file = FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(java.nio.ByteBuffer.allocate(1), sizeBytes - 1);
        }
        Machine.run("mkfs.ext4", "-q", "-F", "-m", "0", "-J", "size=4", "-E", "lazy_itable_init=1,lazy_journal_init=1,nodiscard",
                image.toString());
        mount();
    }

    /// Why this machine cannot do it, found out by doing it; null if it can.
    static @Nullable String missing(Workspace workspace) {
        String missing = Machine.missing(true, "mkfs.ext4", "mount", "umount", "losetup");
        if (missing != null)
            return missing;
        return Machine.failure(() -> {
            Ext4Volume volume = new Ext4Volume(workspace, "trial", 16 << 20);
            Path unsynced = Files.writeString(volume.dir.resolve("unsynced"), "x");
            volume.losePower(false);
            volume.restore();
            boolean lost = !Files.exists(unsynced);
            volume.close();
            if (!lost)
                throw new IOException("a power cut takes nothing away");
        });
    }

    /// A loop device is given back a moment after the file system on it is gone; two on one file would ruin it.
    private void mount() throws IOException {
        for (int i = 0; i < ATTEMPTS && !Machine.run("losetup", "-j", image.toString()).isBlank(); i++)
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        Machine.run("mount", "-t", "ext4", "-o", "loop", image.toString(), dir.toString());
    }

    private void unmount() throws IOException {
        Machine.run("umount", dir.toString());
    }

    @Override
    public Path dir() {
        return dir;
    }

    @Override
    public boolean canLosePower() {
        return true;
    }

    @Override
    public void losePower(boolean keepsJournal) throws IOException {
        Shutdown.of(dir, keepsJournal);
    }

    @Override
    public void restore() throws IOException {
        unmount();
        mount();
    }

    @Override
    public void close() throws IOException {
        unmount();
        Files.delete(dir);
        Files.delete(image);
    }

    @Override
    public String toString() {
        return "ext4";
    }
}
