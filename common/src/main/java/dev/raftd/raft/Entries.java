package dev.raftd.raft;

import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.Entry;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/// An unmodifiable view of a part of an array that is only ever appended to: slots of a view are never written again, so a view stays
/// valid whatever happens to the log it was taken from.
final class Entries extends AbstractList<Entry> implements RandomAccess {
    final Entry[] array;
    final int from;
    final int to;

    Entries(Entry[] array, int from, int to) {
        this.array = array;
        this.from = from;
        this.to = to;
    }

    @Override
    public Entry get(int i) {
        return array[from + Objects.checkIndex(i, to - from)];
    }

    @Override
    public int size() {
        return to - from;
    }

    @Override
    public List<Entry> subList(int lo, int hi) {
        Objects.checkFromToIndex(lo, hi, size());
        return new Entries(array, from + lo, from + hi);
    }

    @Override
    public Object[] toArray() {
        return Arrays.copyOfRange(array, from, to, Object[].class);
    }

    /// The two lists, one after the other.
    static Entries concat(List<Entry> head, List<Entry> tail) {
        Entry[] all = new Entry[head.size() + tail.size()];
        copy(head, all, 0);
        copy(tail, all, head.size());
        return new Entries(all, 0, all.length);
    }

    /// Copies `source` to `target[at..]`.
    static void copy(List<Entry> source, Entry[] target, int at) {
        if (source instanceof Entries view) {
            System.arraycopy(view.array, view.from, target, at, view.size());
            return;
        }
        for (int i = 0; i < source.size(); i++) {
            target[at + i] = source.get(i);
        }
    }

    /// The longest prefix of at most `sizeBytesMax` encoded bytes, yet at least one entry if there is any.
    static List<Entry> limited(List<Entry> entries, long sizeBytesMax) {
        if (sizeBytesMax == Config.NO_LIMIT || entries.size() < 2) {
            return entries;
        }
        long sizeBytes = Codec.sizeOf(entries.get(0));
        for (int i = 1; i < entries.size(); i++) {
            sizeBytes += Codec.sizeOf(entries.get(i));
            if (sizeBytes > sizeBytesMax) {
                return entries.subList(0, i);
            }
        }
        return entries;
    }

    /// The encoded size.
    static long sizeBytes(List<Entry> entries) {
        long sizeBytes = 0;
        for (int i = 0; i < entries.size(); i++) {
            sizeBytes += Codec.sizeOf(entries.get(i));
        }
        return sizeBytes;
    }

    /// The size of the data alone: an entry without data counts nothing.
    static long payloadBytes(List<Entry> entries) {
        long sizeBytes = 0;
        for (int i = 0; i < entries.size(); i++) {
            sizeBytes += entries.get(i).data().length;
        }
        return sizeBytes;
    }
}
