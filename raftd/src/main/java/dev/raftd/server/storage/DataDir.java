package dev.raftd.server.storage;

/// A node's data directory, locked and known to be its own.
///
///     LOCK        held while raftd runs
///     identity    node, cluster, format version, checksum; written last when the directory is made
///     wal/        the segmented log
///     snap/       snapshots
public final class DataDir implements AutoCloseable {
    /// Locks the directory and checks whose it is; makes it if it is empty.
    ///
    /// @throws StorageException LOCKED, OTHER_NODE, OTHER_CLUSTER, NEWER_FORMAT, NOT_WRITABLE, CORRUPT, IO
    public static DataDir open(Disk root, Identity identity) {
        throw new UnsupportedOperationException();
    }

    public Identity identity() {
        throw new UnsupportedOperationException();
    }

    /// True if nothing was ever stored here: the node is to be bootstrapped. Becomes false by [Recovery#open].
    public boolean isNew() {
        throw new UnsupportedOperationException();
    }

    /// Gives the lock back. Close the log before.
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
