package dev.raftd.server;

import dev.raftd.raft.Logger;
import org.slf4j.LoggerFactory;

/// The core's log lines, in etcd's words, to the daemon's log. Confined to the raft loop.
final class CoreLogger implements Logger {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("raft");

    private final LineLimit limit = new LineLimit(System::nanoTime);

    @Override
    public boolean enabled(Level level) {
        return LOG.isEnabledForLevel(slf4j(level));
    }

    /// With a log writer of its own a node often hears twice that an entry is stable; that is worth a line to the lab only. What a client
    /// or another member can cause as often as it likes is limited.
    @Override
    public void log(Level level, String message) {
        boolean isLimited = level == Level.WARN || message.contains("; dropping ");
        String line = isLimited ? limit.pass(message) : message;
        if (level == Level.INFO && message.startsWith("entry at "))
            LOG.debug(message);
        else if (line != null)
            LOG.atLevel(slf4j(level)).log(line);
    }

    private static org.slf4j.event.Level slf4j(Level level) {
        return switch (level) {
            case DEBUG -> org.slf4j.event.Level.DEBUG;
            case INFO -> org.slf4j.event.Level.INFO;
            case WARN -> org.slf4j.event.Level.WARN;
            case ERROR, FATAL -> org.slf4j.event.Level.ERROR;
        };
    }
}
