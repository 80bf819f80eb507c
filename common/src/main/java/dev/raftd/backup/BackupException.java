package dev.raftd.backup;

/// A file that cannot be used as a snapshot; one sentence without the file's name.
public final class BackupException extends Exception {
    private static final long serialVersionUID = 1L;

    /// What is wrong.
    public enum Kind {
        /// It does not begin like a snapshot.
        NOT_A_SNAPSHOT,
        /// Written by a newer raftd.
        NEWER_FORMAT,
        /// It began as a snapshot, and its bytes are not what was written.
        DAMAGED
    }

    private final Kind kind;
    private final long offset;

    BackupException(Kind kind, long offset, String message) {
        super(message);
        this.kind = kind;
        this.offset = offset;
    }

    static BackupException damaged(long offset, String message) {
        return new BackupException(Kind.DAMAGED, offset, message);
    }

    static BackupException checksum(long offset, String what, int expected, int actual) {
        return damaged(offset, String.format("the %s's checksum is %08x, expected %08x", what, actual, expected));
    }

    public Kind kind() {
        return kind;
    }

    /// Byte position of what is wrong.
    public long offset() {
        return offset;
    }

    /// The sentence with its place.
    public String sentence() {
        return "damaged at offset " + offset + ": " + getMessage();
    }
}
