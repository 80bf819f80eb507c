package dev.raftd.server.sim;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/// Members by the thousand have much to say.
final class Quiet {
    static {
        for (String name : new String[]{"dev.raftd.server.storage", "dev.raftd.server.replica", "dev.raftd.server.transport"}) {
            if (LoggerFactory.getLogger(name) instanceof Logger logger) {
                logger.setLevel(Level.OFF);
            }
        }
    }

    private Quiet() {}

    static void logging() {
        // by loading this class
    }
}
