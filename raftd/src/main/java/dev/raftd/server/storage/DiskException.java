package dev.raftd.server.storage;

import java.io.IOException;

/// A failure of the disk whose kind matters; all others are plain [IOException]s.
public final class DiskException extends IOException {
    private static final long serialVersionUID = 1L;

    /// What went wrong.
    public enum Kind {
        /// The file system is full, or a quota is used up.
        NO_SPACE,
        /// No permission, or a read-only file system.
        REFUSED,
        /// No such file.
        MISSING
    }

    private final Kind kind;

    public DiskException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    static boolean isNoSpace(IOException e) {
        return e instanceof DiskException d && d.kind == Kind.NO_SPACE;
    }

    static boolean isMissing(IOException e) {
        return e instanceof DiskException d && d.kind == Kind.MISSING;
    }
}
