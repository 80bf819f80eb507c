package dev.raftd.it.campaign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file system of a member's own.
interface Volume extends AutoCloseable {
    /// The root of it.
    Path dir();

    /// Whether a power cut takes away what was not synced.
    boolean canLosePower();

    /// The power goes: what was not synced is gone, and nothing can be written until [#restore].
    ///
    /// @param keepsJournal whether what the file system knows is in its journal before: names and sizes stay, and contents may be zeros
    void losePower(boolean keepsJournal) throws IOException;

    /// With nobody using it any more: as after a start of the machine.
    void restore() throws IOException;

    /// A large file takes all the space there is.
    default void fill() throws IOException {
        Path ballast = dir().resolve(BALLAST);
        long most = dir().toFile().getUsableSpace() - BALLAST_REST_BYTES;
        if (most > 0 && Machine.has("fallocate"))
            Machine.run("fallocate", "-l", Long.toString(most), ballast.toString());
        try (FileChannel file = FileChannel.open(ballast, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            while (file.write(ByteBuffer.allocate(BALLAST_STEP_BYTES)) > 0)
                continue;
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left"))
                throw e;
        }
    }

    default void free() throws IOException {
        Files.deleteIfExists(dir().resolve(BALLAST));
    }

    /// Nobody uses it any more, and what was on it is gone.
    @Override
    void close() throws IOException;

    String BALLAST = "ballast";
    int BALLAST_STEP_BYTES = 4096;
    int BALLAST_REST_BYTES = 1 << 20;
}
