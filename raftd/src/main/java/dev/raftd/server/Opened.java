package dev.raftd.server;

import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.LoggerFactory;

/// What was opened so far: closed again, last first, unless all of it came up.
final class Opened implements Closeable {
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
    public void close() {
        while (!parts.isEmpty())
            try {
                parts.pop().close();
            } catch (Exception e) {
                LoggerFactory.getLogger(Opened.class).warn("while closing again what was opened", e);
            }
    }
}
