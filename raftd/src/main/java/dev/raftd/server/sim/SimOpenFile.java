package dev.raftd.server.sim;

import dev.raftd.server.storage.DiskException;
import dev.raftd.server.storage.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A file that a process has open.
final class SimOpenFile implements DiskFile {
    private final SimMachine machine;
    private final SimFile file;
    private boolean closed;

    SimOpenFile(SimMachine machine, SimFile file) {
        this.machine = machine;
        this.file = file;
        machine.openFiles++;
    }

    private void requireOpen() throws IOException {
        machine.requireUp();
        if (closed) {
            throw new IOException("closed");
        }
    }

    @Override
    public int write(ByteBuffer buffer, long offset) throws IOException {
        requireOpen();
        machine.begin();
        int length = machine.device.writing(Math.min(buffer.remaining(), machine.writeBytesMax));
        long growth = Math.max(0, offset + length - file.size());
        if (growth > 0 && machine.bytesMax != Long.MAX_VALUE && machine.usedBytes() + growth > machine.bytesMax) {
            throw new DiskException(DiskException.Kind.NO_SPACE, "No space left on device");
        }
        file.write((int) offset, buffer, length);
        machine.crashIfDue();
        return length;
    }

    @Override
    public int read(ByteBuffer buffer, long offset) throws IOException {
        requireOpen();
        machine.device.reading();
        if (machine.failsReads) {
            throw new IOException("Input/output error");
        }
        int length = (int) Math.min(buffer.remaining(), file.size() - offset);
        if (length <= 0) {
            return buffer.hasRemaining() ? -1 : 0;
        }
        file.read((int) offset, buffer, length);
        return length;
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
        requireOpen();
        machine.begin();
        file.truncate((int) sizeBytes);
        machine.crashIfDue();
    }

    @Override
    public long size() throws IOException {
        requireOpen();
        return file.size();
    }

    @Override
    public void sync() throws IOException {
        requireOpen();
        try {
            machine.begin();
            machine.device.syncing();
        } catch (IOException e) {
            file.failSync();
            throw e;
        }
        machine.requireUp();
        machine.crashIfDue();
        file.sync();
    }

    @Override
    public void close() {
        if (!closed) {
            machine.openFiles--;
        }
        closed = true;
    }
}
