package dev.raftd.server;

import java.util.ArrayDeque;
import java.util.Deque;

/// What was opened so far: closed again, last first, unless all of it came up.
final class Opened implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /// All came up: closing is now somebody else's.
    void keep() {
        parts.clear();
    }

    @Override
    public void close() throws Exception {
        while (!parts.isEmpty())
            parts.pop().close();
    }
}
