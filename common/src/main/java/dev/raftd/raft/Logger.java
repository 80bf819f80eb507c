package dev.raftd.raft;

/// Where the core says what it does, in etcd's words. Formatted only if [#enabled].
public interface Logger {
    /// The levels, in rising order.
    enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR,
        FATAL
    }

    boolean enabled(Level level);

    void log(Level level, String message);

    /// Says nothing.
    Logger SILENT = new Logger() {
        @Override
        public boolean enabled(Level level) {
            return false;
        }

        @Override
        public void log(Level level, String message) {
            // silent
        }
    };
}
