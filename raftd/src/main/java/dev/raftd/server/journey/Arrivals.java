package dev.raftd.server.journey;

import java.util.Arrays;

/// The MsgApps that came in this turn, until it is known which of their entries were appended. Confined to the raft loop.
final class Arrivals {
    private static final int WIDTH = 4;

    /// First index, last index, sender and time of each.
    private long[] values = new long[16 * WIDTH];
    private int count;
    /// The one found last. Entries are asked for in order, so it mostly brought the next one, too.
    private int last;

    void add(long first, long last, long from, long nanos) {
        int at = count++ * WIDTH;
        if (at == values.length) {
            values = Arrays.copyOf(values, values.length * 2);
        }
        values[at] = first;
        values[at + 1] = last;
        values[at + 2] = from;
        values[at + 3] = nanos;
    }

    /// One that brought the index, the first one unless it came again; -1 if none did.
    int of(long index) {
        if (last < count && brought(last, index)) {
            return last;
        }
        for (int i = 0; i < count; i++) {
            if (brought(i, index)) {
                last = i;
                return i;
            }
        }
        return -1;
    }

    private boolean brought(int arrival, long index) {
        return values[arrival * WIDTH] <= index && index <= values[arrival * WIDTH + 1];
    }

    long from(int arrival) {
        return values[arrival * WIDTH + 2];
    }

    long nanos(int arrival) {
        return values[arrival * WIDTH + 3];
    }

    void clear() {
        count = 0;
        last = 0;
    }
}
