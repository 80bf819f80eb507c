package dev.raftd.ctl.view;

import dev.raftd.api.RaftLogStatus;

/// Small texts that several views share.
final class Marks {
    private Marks() {}

    static String id(long id) {
        return id == 0 ? "-" : Long.toUnsignedString(id);
    }

    static String yes(boolean value) {
        return value ? "yes" : "no";
    }

    /// The range of entries that are not durable yet, or `-`.
    static String unstable(RaftLogStatus log) {
        if (log.unstableLength() == 0)
            return "-";
        long last = log.unstableOffset() + log.unstableLength() - 1;
        return last == log.unstableOffset() ? Long.toString(last) : log.unstableOffset() + ".." + last;
    }

    static String of(RaftLogStatus log) {
        return "first " + log.firstIndex() + "  snapshot " + log.snapshotIndex() + " (term " + log.snapshotTerm() + ")  committed "
                + log.committed() + "  applying " + log.applying() + "  applied " + log.applied() + "  stable " + log.stableIndex()
                + "  unstable " + unstable(log);
    }
}
