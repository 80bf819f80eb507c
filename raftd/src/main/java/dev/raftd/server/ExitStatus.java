package dev.raftd.server;

/// How `raftd` ends, after sysexits.h where that has a fitting number.
final class ExitStatus {
    /// Stopped as asked.
    static final int OK = 0;
    /// `raftd log verify` or `raftd recover inspect` found damage.
    static final int FINDINGS = 1;
    /// The command line or a value in it is wrong.
    static final int USAGE = 64;
    /// An address cannot be bound, or no member answered a joining node.
    static final int UNAVAILABLE = 69;
    /// A broken invariant: a bug.
    static final int BUG = 70;
    /// The data directory is in use by another process, or cannot be created.
    static final int CANNOT_CREATE = 73;
    /// Reading, writing or syncing a file failed.
    static final int IO_ERROR = 74;
    /// The disk did not finish a write for so long that it is given up.
    static final int DISK_STALLED = 75;
    /// The data directory is another node's or another cluster's, of a newer format, or lost: emptied though the
    /// member served before, exchanged, or put back to an older state.
    static final int OTHER_IDENTITY = 76;
    /// The data directory may not be written.
    static final int NO_PERMISSION = 77;
    /// Data that was durable is damaged.
    static final int CORRUPT = 78;
    /// The member was removed from its cluster.
    static final int REMOVED = 79;

    private ExitStatus() {}
}
