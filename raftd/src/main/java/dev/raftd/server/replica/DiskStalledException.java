package dev.raftd.server.replica;

/// The disk does not finish a write.
public final class DiskStalledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DiskStalledException(long millis) {
        super("the disk has not finished a write for " + millis + " ms");
    }
}
