package dev.raftd.server.storage;

import java.nio.file.Path;

/// The machine's disk: the only class that touches files.
public final class RealDisk {
    /// The directory, created with mode 0700 if only its last component is missing.
    ///
    /// @throws StorageException NOT_A_DIRECTORY, NOT_WRITABLE, MISSING (parent), IO
    public static Disk open(Path directory) {
        throw new UnsupportedOperationException();
    }

    /// The directory for looking only: takes no lock, creates and changes nothing.
    ///
    /// @throws StorageException MISSING, NOT_A_DIRECTORY, NOT_WRITABLE (unreadable), IO
    public static Disk openReadOnly(Path directory) {
        throw new UnsupportedOperationException();
    }

    private RealDisk() {}
}
