package dev.raftd.it.campaign;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// The switch of one process' preloaded faults (src/test/c/faults.c): a small file that both map.
final class Preload {
    private static final Path SOURCE = Path.of(System.getProperty("top.dir"), "raftctl/src/test/c/faults.c");
    private static final int DISK_OFFSET = 0;
    private static final int ARGUMENT_OFFSET = 4;
    private static final int CLOCK_OFFSET_OFFSET = 8;
    private static final int CLOCK_ORIGIN_OFFSET = 16;
    private static final int CLOCK_RATE_OFFSET = 24;
    private static final int SIZE_BYTES = 32;

    private final Path library;
    private final Path file;
    private final MappedByteBuffer control;

    private Preload(Path library, Path file) throws IOException {
        this.library = library;
        this.file = file;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            control = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE_BYTES);
        }
        control.order(ByteOrder.nativeOrder());
        clock(0, 100);
    }

    /// The compiled library.
    ///
    /// @throws IOException says why there is none
    static Path compile(Workspace workspace) throws IOException {
        String missing = Machine.missing(false, "gcc");
        if (missing != null)
            throw new IOException(missing);
        Path library = workspace.dir().resolve("faults.so");
        Machine.run("gcc", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-O2", "-o", library.toString(), SOURCE.toString(), "-ldl");
        return library;
    }

    static Preload of(Path library, Workspace workspace, String name) throws IOException {
        return new Preload(library, workspace.dir().resolve(name + ".faults"));
    }

    /// The process is gone.
    void close() throws IOException {
        Files.delete(file);
    }

    /// @param dir whose files are concerned
    Map<String, String> environment(Path dir) {
        return new HashMap<>(Map.of("LD_PRELOAD", library.toString(), "RAFTD_FAULTS", file.toString(), "RAFTD_FAULTS_DIR", dir.toString()));
    }

    void disk(DiskFault fault) {
        control.putInt(ARGUMENT_OFFSET, fault.argument());
        control.putInt(DISK_OFFSET, fault.kind().ordinal());
    }

    /// The wall clock, from now on.
    ///
    /// @param offsetMillis ahead
    /// @param ratePercent  100 for a second a second
    void clock(long offsetMillis, int ratePercent) {
        Instant now = Instant.now();
        control.putLong(CLOCK_ORIGIN_OFFSET, now.getEpochSecond() * 1_000_000_000L + now.getNano());
        control.putLong(CLOCK_RATE_OFFSET, ratePercent);
        control.putLong(CLOCK_OFFSET_OFFSET, offsetMillis * 1_000_000L);
    }
}
