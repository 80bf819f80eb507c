package dev.raftd.server.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// Writes and reads whole, as no single call of the disk promises.
final class DiskIo {
    private static final int ZERO_BYTES = 1 << 20;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(ZERO_BYTES).asReadOnlyBuffer();

    /// The buffer's rest, at `offset`; where it ends.
    static long write(DiskFile file, ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
        return at;
    }

    /// Real zeros, so that the space is there when it is needed.
    static void writeZeros(DiskFile file, long from, long to) throws IOException {
        for (long at = from; at < to;) {
            at = write(file, ZEROS.duplicate().limit((int) Math.min(ZERO_BYTES, to - at)), at);
        }
    }

    /// Fills the buffer's rest from `offset`; the number of bytes, less only at the end of the file.
    static int read(DiskFile file, ByteBuffer into, long offset) throws IOException {
        int start = into.position();
        while (into.hasRemaining()) {
            if (file.read(into, offset + into.position() - start) < 0) {
                break;
            }
        }
        return into.position() - start;
    }

    /// Makes a name durable that a file was just given. It may have it after a crash: a failure is none of a full disk, after which all is
    /// as before.
    static void syncNames(Disk disk) throws IOException {
        try {
            disk.sync();
        } catch (DiskException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /// Removes what was to become a file, if it came to be.
    static void discard(Disk disk, String unnamed) throws IOException {
        try {
            disk.delete(unnamed);
        } catch (DiskException e) {
            if (!DiskException.isMissing(e)) {
                throw e;
            }
        }
    }

    /// The files of a directory that may be missing.
    static List<Disk.FileSize> listIfThere(Disk disk) throws IOException {
        try {
            return disk.list();
        } catch (DiskException e) {
            if (!DiskException.isMissing(e)) {
                throw e;
            }
            return List.of();
        }
    }

    private DiskIo() {}
}
