package dev.raftd.server.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A part of a file in memory that moves along as it is read. Confined to one thread.
final class FileWindow {
    private static final int BYTES = 256 << 10;

    private final DiskFile file;
    private final long sizeBytes;
    private ByteBuffer buffer;
    private long start;

    /// @param sizeBytes where the file ends for the reader
    FileWindow(DiskFile file, long sizeBytes) {
        this.file = file;
        this.sizeBytes = sizeBytes;
        this.buffer = ByteBuffer.allocate((int) Math.min(BYTES, Math.max(sizeBytes, 1))).limit(0);
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /// The file's bytes; those of [#at] are found here.
    ByteBuffer buffer() {
        return buffer;
    }

    /// Where in [#buffer] the byte at `offset` is, with `bytes` bytes behind it, or fewer at the end of the file. Ends at the buffer's limit.
    int at(long offset, int bytes) throws IOException {
        int wanted = (int) Math.max(0, Math.min(bytes, sizeBytes - offset));
        if (offset < start || offset + wanted > start + buffer.limit()) {
            load(offset, wanted);
        }
        return (int) (offset - start);
    }

    private void load(long offset, int bytes) throws IOException {
        if (bytes > buffer.capacity()) {
            buffer = ByteBuffer.allocate(bytes);
        }
        start = offset;
        buffer.clear().limit((int) Math.max(0, Math.min(buffer.capacity(), sizeBytes - offset)));
        while (buffer.hasRemaining()) {
            if (file.read(buffer, start + buffer.position()) < 0) {
                break;
            }
        }
        buffer.flip();
    }

    /// True if the bytes from `offset` to the end of its sector are all zero.
    boolean isZeroSector(long offset) throws IOException {
        int from = at(offset, SegmentFormat.SECTOR_BYTES);
        int to = (int) Math.min(from + (long) SegmentFormat.SECTOR_BYTES, buffer.limit());
        for (int i = from; i < to; i++) {
            if (buffer.get(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
