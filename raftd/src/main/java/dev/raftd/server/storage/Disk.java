package dev.raftd.server.storage;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One directory of a file system: the narrow part that the log and the snapshots really use, so that a simulated one can stand in.
///
/// What a crash can leave behind is the contract: a name is safe only after [#sync] of its directory, bytes only after [DiskFile#sync].
/// Thread-safe.
public interface Disk {
    /// How a file is opened.
    enum OpenMode {
        /// An existing file, reading only.
        READ,
        /// An existing file, reading and writing.
        WRITE,
        /// A new, empty file, reading and writing; an old one of that name is gone.
        CREATE
    }

    /// A regular file in the directory.
    record FileSize(String name, long sizeBytes) {}

    DiskFile open(String name, OpenMode mode) throws IOException;

    /// A file, or a directory. Replaces `to` if it is there, but no directory that is not empty.
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /// The regular files, by name.
    List<FileSize> list() throws IOException;

    /// Makes creations, renames and deletions in this directory durable, not those in directories below.
    void sync() throws IOException;

    /// The directory below, created if it is missing (durable after [#sync]).
    Disk directory(String name) throws IOException;

    /// How much more can be written, 0 if that is not known.
    long freeBytes();

    /// Holds the named lock file against all other processes until closed or until this process dies; null if another one holds it.
    @Nullable
    Closeable lock(String name) throws IOException;

    /// How a person finds the named file; for messages.
    String path(String name);
}
