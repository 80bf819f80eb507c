package dev.raftd.it.campaign;

import org.jspecify.annotations.Nullable;

/// What a process' calls of its data directory's files come to.
///
/// @param kind     its place is its number for the preloaded library
/// @param argument milliseconds, or a count, where the kind has one
record DiskFault(Kind kind, int argument) {
    enum Kind {
        NONE,
        /// EIO; nothing is synced.
        FAIL_SYNC,
        /// A sync takes so many milliseconds longer.
        SLOW_SYNC,
        /// Some of the bytes are written, and the call says so.
        SHORT_WRITES,
        /// ENOSPC wherever a file would grow.
        FULL,
        /// EIO.
        UNREADABLE,
        /// SIGKILL at the beginning of the sync with that number.
        DIE,
        /// A sync does nothing and says that it did: no fault that raftd could survive, but one that tests must notice.
        LIE
    }

    static final DiskFault NONE = new DiskFault(Kind.NONE, 0);

    /// The same for strace; null if that cannot do it without telling a lie.
    @Nullable
    String inject() {
        return switch (kind) {
            case FAIL_SYNC -> "fsync,fdatasync:error=EIO";
            case SLOW_SYNC -> "fsync,fdatasync:delay_enter=" + argument * 1000;
            case DIE -> "fsync,fdatasync:signal=KILL:when=" + argument;
            case LIE -> "fsync,fdatasync:retval=0";
            case NONE, SHORT_WRITES, FULL, UNREADABLE -> null;
        };
    }
}
