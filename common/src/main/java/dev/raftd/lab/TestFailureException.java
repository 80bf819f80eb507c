package dev.raftd.lab;

/// A directive that makes no sense: a bad number, an unknown flag. It ends its file; it is not something a file can expect.
public sealed class TestFailureException extends Exception permits NodeDownException {
    private static final long serialVersionUID = 1L;

    public TestFailureException(String message) {
        super(message);
    }
}
