package dev.raftd.ctl.command;

/// The exit statuses.
final class ExitCode {
    static final int OK = 0;
    /// The cluster said no: key not found, compare failed, no leader. Nothing was applied.
    static final int REFUSED = 1;
    static final int USAGE = 2;
    /// No endpoint answered. Nothing was applied.
    static final int UNREACHABLE = 3;
    /// A write may have been applied.
    static final int OUTCOME_UNKNOWN = 4;
    static final int BUG = 70;
    /// A file cannot be read or written.
    static final int IO_ERROR = 74;
    /// A snapshot file is damaged, or is none.
    static final int DAMAGED = 78;
    /// As shells count a process ended by Ctrl-C.
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
