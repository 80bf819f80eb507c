package dev.raftd.server;

import dev.raftd.raft.Logger;
import org.slf4j.LoggerFactory;

/// The core's log lines, in etcd's words, to the daemon's log.
final class CoreLogger implements Logger {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("raft");

    @Override
    public boolean enabled(Level level) {
        return LOG.isEnabledForLevel(slf4j(level));
    }

    /// With a log writer of its own a node often hears twice that an entry is stable; that is worth a line to the lab only.
    @Override
    public void log(Level level, String message) {
        if (level == Level.INFO && message.startsWith("entry at "))
            LOG.debug(message);
        else
            LOG.atLevel(slf4j(level)).log(message);
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
