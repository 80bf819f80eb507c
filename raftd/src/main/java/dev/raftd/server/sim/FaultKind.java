package dev.raftd.server.sim;

/// Classes of faults. A seed draws which of them are on at all: leaving one out shows as much as having it.
enum FaultKind {
    /// The process ends; what it wrote is in the page cache.
    KILL,
    /// The power of one machine goes.
    POWER_CUT,
    /// The power of all machines goes at once.
    POWER_CUT_ALL,
    /// Killed again while it recovers.
    RECOVERY_KILL,
    /// Several kills in a row.
    RESTART_STORM,
    /// The process stands still.
    PAUSE,
    /// Two groups of members do not hear each other.
    PARTITION,
    /// The network lets one direction pass only.
    ONE_WAY,
    /// A link holds everything back, then gives it at once.
    CLOG,
    /// Connections break in the middle of a frame.
    RESET,
    /// A byte is changed on the way.
    CORRUPT_BYTE,
    /// An older connection comes again.
    REPLAY,
    /// A receiver that reads slowly.
    SLOW_RECEIVER,
    /// Frames are lost.
    LOSS,
    /// Frames come twice.
    DUPLICATE,
    /// Frames overtake each other.
    REORDER,
    /// The disk takes its time.
    DISK_SLOW,
    /// The disk does nothing for a while.
    DISK_STALL,
    /// A sync fails.
    SYNC_ERROR,
    /// A write fails.
    WRITE_ERROR,
    /// A read fails.
    READ_ERROR,
    /// The disk is full for a while.
    DISK_FULL,
    /// Writes take less than they are given.
    SHORT_WRITES,
    /// Durable bytes are changed behind the member's back.
    DAMAGE,
    /// A member's data directory is emptied, or replaced by an older copy.
    DATA_LOST,
    /// Members are added, promoted and removed.
    MEMBERS,
    /// Leadership is handed over.
    TRANSFER,
    /// The members' clocks do not run alike.
    CLOCK_RATES;

    /// Those that hit at a certain time, as against those that are there all the time.
    boolean isEvent() {
        return switch (this) {
            case LOSS, DUPLICATE, REORDER, SHORT_WRITES, CLOCK_RATES -> false;
            default -> true;
        };
    }
}
