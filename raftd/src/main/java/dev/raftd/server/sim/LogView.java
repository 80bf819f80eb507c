package dev.raftd.server.sim;

import java.util.Arrays;

/// The terms of a log's entries, as they were last seen. Below and at the base nothing is known, but all of it is committed.
final class LogView {
    private long[] terms = new long[64];
    private long base;
    private long last;

    long base() {
        return base;
    }

    long last() {
        return last;
    }

    /// -1 where nothing is known.
    long term(long index) {
        return index >= base && index <= last ? terms[(int) index] : -1;
    }

    /// Whether the entry is there, or was compacted or replaced by a snapshot.
    boolean holds(long index, long term) {
        return index <= base || term(index) == term;
    }

    /// Begins anew behind a snapshot, or with what is left of a log.
    void reset(long newBase, long term) {
        base = newBase;
        last = newBase;
        put(newBase, term);
    }

    /// What was compacted is still known to have been there.
    void dropAbove(long index) {
        last = Math.min(last, Math.max(index, base));
    }

    void append(long term) {
        put(++last, term);
    }

    private void put(long index, long term) {
        if (index >= terms.length) {
            terms = Arrays.copyOf(terms, (int) Math.max(index + 1, 2L * terms.length));
        }
        terms[(int) index] = term;
    }
}
