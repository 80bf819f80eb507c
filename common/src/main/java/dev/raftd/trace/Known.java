package dev.raftd.trace;

import dev.raftd.raftpb.Entry;
import java.util.List;

/// Which stable entries follow from the Readys since a checkpoint, by recorder and replay alike: `from .. to`.
///
/// An entry in here was handed out to be stored, and is what storage has at that index when the core asks for it: the core reads from storage
/// only below what is unstable, where no write is under way.
final class Known {
    private long from = 1;
    private long to;

    void clear() {
        from = 1;
        to = 0;
    }

    void copy(Known other) {
        from = other.from;
        to = other.to;
    }

    /// Entries were handed out to be stored.
    void handedOut(List<Entry> entries) {
        long first = entries.get(0).index();
        if (to < from || first < from || first > to + 1) {
            from = first;
        }
        to = first + entries.size() - 1;
    }

    /// A snapshot was handed out to be installed.
    void restored() {
        clear();
    }

    long from() {
        return from;
    }

    long to() {
        return to;
    }

    boolean has(long index) {
        return from <= index && index <= to;
    }

    /// Whether all of `lo <= index < hi` is in here.
    boolean covers(long lo, long hi) {
        return lo < hi && has(lo) && has(hi - 1);
    }
}
