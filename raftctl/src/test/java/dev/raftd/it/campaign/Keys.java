package dev.raftd.it.campaign;

import dev.raftd.api.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// The keys clients work on: a few at a time, each by a few clients, and for so many operations only, because the search through a key's
/// history takes the longer the more of its operations overlap. Thread-safe.
final class Keys {
    private static final int SLOTS = 15;
    private static final int CLIENTS_A_SLOT = 4;
    private static final int OPERATIONS_A_KEY = 400;

    private final AtomicIntegerArray used = new AtomicIntegerArray(SLOTS);
    private final Set<Bytes> all = new ConcurrentSkipListSet<>();

    /// The slots of one of so many clients.
    static List<Integer> slots(int client, int clients) {
        List<Integer> slots = new ArrayList<>();
        for (int slot = 0; slot < SLOTS; slot++)
            if (Math.floorMod(client - slot * CLIENTS_A_SLOT, clients) < CLIENTS_A_SLOT)
                slots.add(slot);
        return slots;
    }

    Bytes next(int slot) {
        Bytes key = Bytes.utf8("k" + slot + "-" + used.getAndIncrement(slot) / OPERATIONS_A_KEY);
        all.add(key);
        return key;
    }

    /// All there ever were.
    Set<Bytes> all() {
        return all;
    }
}
