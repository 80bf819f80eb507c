package dev.raftd.trace;

/// These bytes are no recording, or not a whole one.
public final class RecordingException extends Exception {
    private static final long serialVersionUID = 1;

    private final long offset;

    /// @param offset in bytes, of what cannot be
    public RecordingException(String message, long offset) {
        super(message);
        this.offset = offset;
    }

    public long offset() {
        return offset;
    }
}
