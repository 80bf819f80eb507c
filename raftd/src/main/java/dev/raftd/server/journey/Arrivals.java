package dev.raftd.server.journey;

import java.util.Arrays;

/// The MsgApps that came in this turn, until it is known which of their entries were appended. Confined to the raft loop.
final class Arrivals {
    private static final int WIDTH = 4;

    /// First index, last index, sender and time of each.
    private long[] values = new long[16 * WIDTH];
    private int count;

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

    /// The first one that brought the index, -1 if none did.
    int of(long index) {
        for (int i = 0; i < count; i++) {
            if (values[i * WIDTH] <= index && index <= values[i * WIDTH + 1]) {
                return i;
            }
        }
        return -1;
    }

    long from(int arrival) {
        return values[arrival * WIDTH + 2];
    }

    long nanos(int arrival) {
        return values[arrival * WIDTH + 3];
    }

    void clear() {
        count = 0;
    }
}
