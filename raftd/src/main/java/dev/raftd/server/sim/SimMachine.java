package dev.raftd.server.sim;

import dev.raftd.server.storage.DiskException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What all directories of a disk share, as one process has it.
final class SimMachine {
    long operations;
    long crashAt = Long.MAX_VALUE;
    long failAt = Long.MAX_VALUE;
    long fullAt = Long.MAX_VALUE;
    long bytesMax = Long.MAX_VALUE;
    int writeBytesMax = Integer.MAX_VALUE;
    boolean crashed;
    boolean failsReads;
    int openFiles;
    SimDisk.Device device = SimDisk.Device.SOUND;
    @Nullable
    SimDisk root;

    SimMachine() {}

    /// The same machine, for its next process.
    SimMachine(SimMachine before) {
        operations = before.operations;
        failAt = before.failAt;
        fullAt = before.fullAt;
        bytesMax = before.bytesMax;
        writeBytesMax = before.writeBytesMax;
        failsReads = before.failsReads;
        device = before.device;
    }

    long usedBytes() {
        return root == null ? 0 : root.usedBytes();
    }

    void requireUp() {
        if (crashed) {
            throw new SimDisk.Crash();
        }
    }

    /// Counts; fails if it is this one's turn.
    void begin() throws IOException {
        requireUp();
        long operation = operations++;
        if (operation == failAt) {
            throw new IOException("Input/output error");
        }
        if (operation == fullAt) {
            throw new DiskException(DiskException.Kind.NO_SPACE, "No space left on device");
        }
    }

    /// The operation is under way: it may have had its effect, but nobody was told.
    void crashIfDue() {
        if (operations - 1 == crashAt) {
            crashed = true;
            throw new SimDisk.Crash();
        }
    }
}
