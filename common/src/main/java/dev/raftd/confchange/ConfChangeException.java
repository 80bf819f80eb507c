package dev.raftd.confchange;

/// A configuration change that is refused; the message is the reason.
public final class ConfChangeException extends Exception {
    private static final long serialVersionUID = 1L;

    ConfChangeException(String reason) {
        super(reason);
    }
}
