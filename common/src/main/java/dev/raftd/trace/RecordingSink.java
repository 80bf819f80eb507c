package dev.raftd.trace;

/// Where a recorder's bytes go besides its ring. Called on the node's thread, which it must not block.
@FunctionalInterface
public interface RecordingSink {
    /// A piece of a recording, in order.
    ///
    /// @param body a copy; see [RecordingFormat]
    record Piece(boolean checkpoint, byte[] body, int events) {}

    /// @return false if it was dropped: what follows is of no use before the next checkpoint
    boolean offer(Piece piece);
}
