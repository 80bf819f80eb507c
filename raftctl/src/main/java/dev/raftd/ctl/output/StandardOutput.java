package dev.raftd.ctl.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Standard output, which remembers that something could not be written: the streams above it do not tell. Thread-safe.
public final class StandardOutput extends FilterOutputStream {
    private static final Path WHERE = Path.of("/proc/self/fd/1");

    private volatile @Nullable IOException failure;

    public StandardOutput() {
        super(new FileOutputStream(FileDescriptor.out));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    /// Why a part of the output is lost; null if none is, or if its reader has read what it wanted, as `| head` does.
    public @Nullable IOException lost() {
        return failure == null || isPipe() ? null : failure;
    }

    private static boolean isPipe() {
        try {
            String where = Files.readSymbolicLink(WHERE).toString();
            return where.startsWith("pipe:") || where.startsWith("socket:");
        } catch (IOException e) {
            return false;
        }
    }
}
