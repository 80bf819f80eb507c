package dev.raftd.server;

/// A command line that cannot work: one sentence that names the option and says what to do.
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
