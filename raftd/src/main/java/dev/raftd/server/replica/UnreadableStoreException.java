package dev.raftd.server.replica;

import dev.raftd.raftpb.CodecException;

/// A snapshot file is sound, but this raftd finds no store in it: it was written by a newer one, or by a bug.
public final class UnreadableStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableStoreException(long index, CodecException cause) {
        super("the snapshot of index " + index + " cannot be read: " + cause.getMessage(), cause);
    }
}
