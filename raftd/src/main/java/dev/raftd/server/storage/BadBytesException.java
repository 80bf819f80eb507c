package dev.raftd.server.storage;

/// Bytes that are not what their place asks for.
final class BadBytesException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long offset;

    /// @param offset byte position in the file
    BadBytesException(long offset, String message) {
        super(message);
        this.offset = offset;
    }

    long offset() {
        return offset;
    }

    static BadBytesException checksum(long offset, String what, int expected, int actual) {
        return new BadBytesException(offset, String.format("%s has checksum %08x, its bytes give %08x", what, expected, actual));
    }
}
