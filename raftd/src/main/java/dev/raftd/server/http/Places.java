package dev.raftd.server.http;

import java.util.concurrent.atomic.AtomicInteger;

/// So many at once, and no more. Thread-safe.
final class Places {
    private final int max;
    private final AtomicInteger taken = new AtomicInteger();

    Places(int max) {
        this.max = max;
    }

    int max() {
        return max;
    }

    /// False if all are taken; otherwise [#leave] is to be called once.
    boolean take() {
        if (taken.incrementAndGet() <= max)
            return true;
        taken.decrementAndGet();
        return false;
    }

    void leave() {
        taken.decrementAndGet();
    }
}
