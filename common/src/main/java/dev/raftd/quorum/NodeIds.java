package dev.raftd.quorum;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// An immutable set of node ids that ascend as unsigned numbers. Sets are a handful of ids, so an array beats any tree or hash.
public final class NodeIds {
    public static final NodeIds EMPTY = new NodeIds(new long[0]);

    /// With the top bit flipped, signed order is unsigned order.
    private static final long FLIP = Long.MIN_VALUE;

    private final long[] ids;

    private NodeIds(long[] ids) {
        this.ids = ids;
    }

    /// The distinct ids among those given, in any order.
    public static NodeIds of(long... ids) {
        return ids.length == 0
                ? EMPTY
                : new NodeIds(Arrays.stream(ids).map(id -> id ^ FLIP).sorted().distinct().map(id -> id ^ FLIP).toArray());
    }

    /// The distinct ids among those given, in any order.
    public static NodeIds of(Collection<Long> ids) {
        return of(ids.stream().mapToLong(Long::longValue).toArray());
    }

    public int size() {
        return ids.length;
    }

    public boolean isEmpty() {
        return ids.length == 0;
    }

    /// The id at a place in ascending order, from 0.
    public long at(int place) {
        return ids[place];
    }

    /// The place of an id in ascending order, or -1.
    public int indexOf(long id) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id)
                return i;
        }
        return -1;
    }

    public boolean contains(long id) {
        return indexOf(id) >= 0;
    }

    public NodeIds with(long id) {
        return union(new NodeIds(new long[]{id}));
    }

    public NodeIds without(long id) {
        if (!contains(id))
            return this;
        return new NodeIds(Arrays.stream(ids).filter(other -> other != id).toArray());
    }

    public NodeIds union(NodeIds other) {
        if (other.isEmpty())
            return this;
        if (isEmpty())
            return other;
        long[] both = Arrays.copyOf(ids, ids.length + other.ids.length);
        System.arraycopy(other.ids, 0, both, ids.length, other.ids.length);
        return of(both);
    }

    /// How many ids of this set the other one lacks.
    public int countNotIn(NodeIds other) {
        int count = 0;
        for (long id : ids) {
            if (!other.contains(id))
                count++;
        }
        return count;
    }

    public List<Long> toList() {
        return Arrays.stream(ids).boxed().toList();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof NodeIds other && Arrays.equals(other.ids, ids);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }

    /// The ids in hexadecimal, such as `(1 2 a)`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("(");
        for (long id : ids) {
            if (text.length() > 1)
                text.append(' ');
            text.append(Long.toHexString(id));
        }
        return text.append(')').toString();
    }
}
