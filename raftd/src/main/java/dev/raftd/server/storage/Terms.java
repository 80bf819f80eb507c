package dev.raftd.server.storage;

import dev.raftd.raft.Storage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The terms of a contiguous range of indexes, as runs: they change seldom. The first index, `base`, is the entry before the log, known by
/// its term alone.
///
///     base=10 t3 | 11 t3, 12 t3, 13 t5      starts {10, 13}, terms {3, 5}, last 13
final class Terms {
    private long[] starts = new long[8];
    private long[] terms = new long[8];
    private int runs;
    private long last;

    Terms(long baseIndex, long baseTerm) {
        reset(baseIndex, baseTerm);
    }

    Terms(Terms other) {
        starts = other.starts.clone();
        terms = other.terms.clone();
        runs = other.runs;
        last = other.last;
    }

    /// The log is empty again, behind an entry.
    void reset(long baseIndex, long baseTerm) {
        runs = 1;
        starts[0] = baseIndex;
        terms[0] = baseTerm;
        last = baseIndex;
    }

    long base() {
        return starts[0];
    }

    long last() {
        return last;
    }

    long lastTerm() {
        return terms[runs - 1];
    }

    /// As [Storage#term].
    long of(long index) {
        if (index < starts[0]) {
            return Storage.COMPACTED;
        }
        return index > last ? Storage.UNAVAILABLE : terms[run(index)];
    }

    private int run(long index) {
        int found = Arrays.binarySearch(starts, 0, runs, index);
        return found >= 0 ? found : -found - 2;
    }

    /// The entry behind the last.
    void append(long term) {
        last++;
        if (term != terms[runs - 1]) {
            addRun(last, term);
        }
    }

    private void addRun(long start, long term) {
        if (runs == starts.length) {
            starts = Arrays.copyOf(starts, 2 * runs);
            terms = Arrays.copyOf(terms, 2 * runs);
        }
        starts[runs] = start;
        terms[runs++] = term;
    }

    /// The log ends at `index`, at or above the base.
    void truncate(long index) {
        last = index;
        while (starts[runs - 1] > index) {
            runs--;
        }
    }

    /// Why the record cannot follow here, null if it can.
    @Nullable
    String problem(LogRecord record) {
        return switch (record) {
            case LogRecord.Appended a -> a.entry().index() == last + 1 ? null : "entry " + a.entry().index() + " follows entry " + last;
            case LogRecord.Truncated t -> problemOfCut(t.index(), t.term());
            case LogRecord.StateSet s -> null;
            case LogRecord.SnapshotTaken t -> null;
            case LogRecord.SnapshotInstalled i -> null;
        };
    }

    private @Nullable String problemOfCut(long index, long term) {
        if (index > last) {
            return "the log ends at " + last + ", before " + index + " where it is to be cut";
        }
        boolean isKnown = index >= starts[0];
        return isKnown && of(index) != term ? "entry " + index + " has term " + of(index) + ", not " + term : null;
    }

    /// What the record does to the log's range.
    void apply(LogRecord record) {
        switch (record) {
            case LogRecord.Appended a -> append(a.entry().term());
            case LogRecord.Truncated t -> cut(t.index(), t.term());
            case LogRecord.SnapshotInstalled i -> reset(i.metadata().index(), i.metadata().term());
            case LogRecord.StateSet s -> {
                // no entry
            }
            case LogRecord.SnapshotTaken t -> {
                // the entries stay
            }
        }
    }

    private void cut(long index, long term) {
        if (index >= starts[0]) {
            truncate(index);
        } else {
            // The entries between were in segments that are released; what they were replaced by starts here.
            reset(index, term);
        }
    }

    /// The base moves up to `index`, at most the last.
    void drop(long index) {
        int gone = run(index);
        runs -= gone;
        System.arraycopy(starts, gone, starts, 0, runs);
        System.arraycopy(terms, gone, terms, 0, runs);
        starts[0] = index;
    }
}
