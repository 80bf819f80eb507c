package dev.raftd.raftpb;

/// Bytes that are not an encoding of the type asked for. Thrown at the border only; arbitrary bytes never do worse than this.
public final class CodecException extends Exception {
    private static final long serialVersionUID = 1L;

    public CodecException(String message) {
        super(message);
    }

    public CodecException(String message, Throwable cause) {
        super(message, cause);
    }
}
