package dev.raftd.server;

/// Something outside this process is not as needed: an address is taken, no member answers.
final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    /// @param code stable, in lower case
    UnavailableException(String code, String message) {
        super(message);
        this.code = code;
    }

    String code() {
        return code;
    }
}
