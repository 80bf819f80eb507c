package dev.raftd.server.http;

import java.util.concurrent.atomic.AtomicLong;

/// The large answers of all connections that wait in memory for their clients to take them. Thread-safe.
final class Owed {
    /// Smaller ones do not count: they are bounded by the number of connections.
    private static final int LARGE_BYTES = 64 << 10;

    private final AtomicLong bytes = new AtomicLong();
    private final int bytesMax;

    Owed(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /// Whether an answer of that size has a place. One alone does, whatever its size.
    boolean hasPlace(int size) {
        long before = bytes.get();
        return size < LARGE_BYTES || before == 0 || before + size <= bytesMax;
    }

    /// An answer was written; what is returned is to be run when it was taken, or never will be.
    Runnable owe(int size) {
        if (size < LARGE_BYTES) {
            return () -> {};
        }
        bytes.addAndGet(size);
        return () -> bytes.addAndGet(-size);
    }

    long bytes() {
        return bytes.get();
    }
}
