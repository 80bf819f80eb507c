package dev.raftd.trace;

import org.jspecify.annotations.Nullable;

/// Where a recorder's bytes go besides its ring. Called on the node's thread, which it must not block.
@FunctionalInterface
public interface RecordingSink {
    /// A piece of a recording; pieces come in order.
    ///
    /// @param opening what a file begins with that begins here; null if it cannot, for want of a checkpoint
    /// @param body    a copy, to be framed by [RecordingFormat#frame]
    record Piece(byte @Nullable [] opening, byte[] body, int events) {
        public boolean isCheckpoint() {
            return opening != null;
        }
    }

    /// @return false if it was dropped: what follows is of no use before the next checkpoint
    boolean offer(Piece piece);

    /// Events that it took and lost all the same. Any thread.
    default long lostEvents() {
        return 0;
    }

    /// The node is broken, and nothing follows: the one time that it may wait, for what was offered to be written.
    default void crashed() {}
}
