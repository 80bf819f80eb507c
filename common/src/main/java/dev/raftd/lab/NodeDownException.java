package dev.raftd.lab;

/// A directive for a node that is down: an error that is printed, and so may be expected.
final class NodeDownException extends TestFailureException {
    private static final long serialVersionUID = 1L;

    NodeDownException(long id) {
        super("node " + id + " is down");
    }
}
