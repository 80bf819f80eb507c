package dev.raftd;

/// Something that cannot be, is: a bug, or a disk or peer that broke its word. The state can no longer be trusted, so the node halts.
public final class InvariantError extends Error {
    private static final long serialVersionUID = 1L;

    public InvariantError(String message) {
        super(message);
    }
}
