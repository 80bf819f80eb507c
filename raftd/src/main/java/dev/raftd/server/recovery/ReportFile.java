package dev.raftd.server.recovery;

import dev.raftd.server.storage.Disk;
import dev.raftd.server.storage.DiskFile;
import dev.raftd.server.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A report on disk.
public final class ReportFile {
    private ReportFile() {}

    /// Durably; an older file of that name is replaced.
    ///
    /// @throws StorageException NO_SPACE, NOT_WRITABLE, IO
    public static void write(Disk directory, String name, List<String> lines) {
        ByteBuffer text = StandardCharsets.UTF_8.encode(String.join("\n", lines) + "\n");
        String unnamed = name + ".tmp";
        try {
            try (DiskFile file = directory.open(unnamed, Disk.OpenMode.CREATE)) {
                for (long at = 0; text.hasRemaining();) {
                    at += file.write(text, at);
                }
                file.sync();
            }
            directory.rename(unnamed, name);
            directory.sync();
        } catch (IOException e) {
            throw StorageException.of(e, "cannot write the report " + directory.path(name));
        }
    }
}
