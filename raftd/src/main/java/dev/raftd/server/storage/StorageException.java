package dev.raftd.server.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Storage cannot do what was asked; whoever sees it refuses to start, or halts the node ([Code#NO_SPACE] alone may be waited out).
/// The message is one sentence that names the place.
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What went wrong; stable names, one meaning each.
    public enum Code {
        /// Another process has the data directory.
        LOCKED,
        /// The data directory belongs to another node.
        OTHER_NODE,
        /// The data directory belongs to another cluster.
        OTHER_CLUSTER,
        /// Written by a newer raftd.
        NEWER_FORMAT,
        /// There is no data directory where one must be.
        MISSING,
        /// The path is a file, or something else that is not a directory.
        NOT_A_DIRECTORY,
        /// No permission, or a read-only file system.
        NOT_WRITABLE,
        /// Bytes that were durable are not what was written. Nothing was changed.
        CORRUPT,
        /// The disk is full. Nothing was promised and nothing is lost: the same call may be made again once there is space.
        NO_SPACE,
        /// A read, write or sync failed, now or earlier: what is on the disk is unknown until the next start.
        IO
    }

    /// Where durable bytes are damaged.
    ///
    /// @param file       path of the file
    /// @param offset     byte position of the first bad record
    /// @param firstIndex the first log index that may be affected
    /// @param lastIndex  the last one, or [#UNKNOWN]
    public record Damage(String file, long offset, long firstIndex, long lastIndex) {
        /// All from `firstIndex` on.
        public static final long UNKNOWN = -1;

        /// Such as `indexes 17 to 20`.
        public String indexRange() {
            if (lastIndex == UNKNOWN) {
                return "indexes from " + firstIndex + " on";
            }
            return "indexes " + firstIndex + " to " + lastIndex;
        }
    }

    private final Code code;
    private final String nextStep;
    private final transient @Nullable Damage damage;

    StorageException(Code code, String message, String nextStep) {
        this(code, message, nextStep, null, null);
    }

    StorageException(Code code, String message, String nextStep, @Nullable Damage damage, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.nextStep = nextStep;
        this.damage = damage;
    }

    /// What an operation of the disk that failed means.
    ///
    /// @param what the operation, such as `cannot write wal/0000000000000001.wal`
    public static StorageException of(IOException e, String what) {
        Code code = Code.IO;
        String next = "Look at the disk and the kernel's log, then start again.";
        if (e instanceof DiskException d) {
            switch (d.kind()) {
                case NO_SPACE -> {
                    code = Code.NO_SPACE;
                    next = "Free space on the file system.";
                }
                case REFUSED -> {
                    code = Code.NOT_WRITABLE;
                    next = "Give the user that runs raftd permission to write there, on a file system that is not read-only.";
                }
                case MISSING -> code = Code.MISSING;
            }
        }
        return new StorageException(code, what + ": " + e.getMessage(), next, null, e);
    }

    /// Durable bytes are not what was written.
    static StorageException corrupt(Damage damage, String problem) {
        return corrupt(damage, problem,
                "Nothing was changed. Keep the files, check the disk, and replace this member: raftctl members replace OLD NEW=URL.");
    }

    /// The same of a snapshot: the next start takes an older one if it can.
    static StorageException corruptSnapshot(Damage damage, String problem) {
        return corrupt(damage, problem, "Nothing was changed. Keep the file, check the disk, and start again: an older snapshot is used if "
                + "the log reaches back to it. If none is, replace this member: raftctl members replace OLD NEW=URL.");
    }

    private static StorageException corrupt(Damage damage, String problem, String nextStep) {
        return new StorageException(Code.CORRUPT,
                damage.file() + " is damaged at offset " + damage.offset() + " (" + damage.indexRange() + "): " + problem, nextStep, damage,
                null);
    }

    public Code code() {
        return code;
    }

    /// What the operator does now, a sentence.
    public String nextStep() {
        return nextStep;
    }

    /// The place of the damage; not null for [Code#CORRUPT].
    public @Nullable Damage damage() {
        return damage;
    }
}
