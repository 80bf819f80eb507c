package dev.raftd.server.sim;

import java.util.Arrays;

/// From numbers other than 0 to numbers, without objects.
final class LongMap {
    private long[] keys = new long[1024];
    private long[] values = new long[1024];
    private int size;

    /// What is there; `absent` if nothing is.
    long get(long key, long absent) {
        int slot = slot(keys, key);
        return keys[slot] == key ? values[slot] : absent;
    }

    void put(long key, long value) {
        if (2 * size >= keys.length) {
            grow();
        }
        int slot = slot(keys, key);
        size += keys[slot] == 0 ? 1 : 0;
        keys[slot] = key;
        values[slot] = value;
    }

    private static int slot(long[] keys, long key) {
        int slot = (int) (Dice.mix(key, 1) & keys.length - 1);
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & keys.length - 1;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = Arrays.copyOf(values, values.length);
        keys = new long[2 * oldKeys.length];
        values = new long[2 * oldKeys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(keys, oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
