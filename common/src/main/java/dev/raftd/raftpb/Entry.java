package dev.raftd.raftpb;

import java.util.Arrays;

/// One position of the replicated log.
///
/// @param term  the term of the leader that created it
/// @param index its position, from 1
/// @param data  payload; empty where there is none
public record Entry(long term, long index, EntryType type, byte[] data) {
    private static final byte[] NO_DATA = {};

    /// A normal entry without data.
    public Entry(long term, long index) {
        this(term, index, EntryType.NORMAL, NO_DATA);
    }

    /// A proposal: term and index are given to it by the leader that appends it.
    public static Entry proposal(EntryType type, byte[] data) {
        return new Entry(0, 0, type, data);
    }

    /// The same entry at another place.
    public Entry at(long newTerm, long newIndex) {
        return new Entry(newTerm, newIndex, type, data);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Entry e && e.term == term && e.index == index && e.type == type && Arrays.equals(e.data, data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(term) + Long.hashCode(index)) + Arrays.hashCode(data);
    }
}
