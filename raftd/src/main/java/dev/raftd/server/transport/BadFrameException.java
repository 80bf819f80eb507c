package dev.raftd.server.transport;

/// Bytes on a peer's stream that no member of this cluster sends. Its stack is not needed: the cause says it all.
final class BadFrameException extends Exception {
    private static final long serialVersionUID = 1L;

    /// The label of the counter of bad frames.
    enum Cause {
        LENGTH,
        CHECKSUM,
        UNDECODABLE,
        TYPE,
        SENDER,
        RECEIVER,
        SHAPE,
        SNAPSHOT_SIZE,
        TRUNCATED
    }

    private final Cause cause;

    BadFrameException(Cause cause, String message) {
        super(message, null, false, false);
        this.cause = cause;
    }

    Cause reason() {
        return cause;
    }
}
