package dev.raftd.server.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// An open file. Reads at different places may run at once and beside one writer.
public interface DiskFile extends Closeable {
    /// Writes at `offset` what it can of the buffer's rest and advances the buffer; may write less than all: the caller loops.
    int write(ByteBuffer buffer, long offset) throws IOException;

    /// Reads at `offset` and advances the buffer; may read less than asked. -1 at or beyond the end.
    int read(ByteBuffer buffer, long offset) throws IOException;

    /// Cuts the file.
    void truncate(long sizeBytes) throws IOException;

    long size() throws IOException;

    /// Blocks until data and size are on stable storage. After a failure nothing is known of what is there, and a second call would lie.
    void sync() throws IOException;
}
