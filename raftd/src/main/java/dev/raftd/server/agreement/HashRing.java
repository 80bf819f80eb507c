package dev.raftd.server.agreement;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The store's hashes at the last applied indices, in bounded memory. Written by one thread, the raft loop; read by any, without a lock.
public final class HashRing {
    /// So many indices are remembered: what a busy member applies between two comparisons. 8 MiB, taken as they fill.
    static final int SIZE = 1 << 20;
    private static final int CHUNK = 1 << 12;

    private final AtomicReferenceArray<AtomicLongArray> chunks = new AtomicReferenceArray<>(SIZE / CHUNK);
    // what lies in [first, last] is there: first goes up before a slot is used again, last after it was filled
    private final AtomicLong first = new AtomicLong();
    private final AtomicLong last = new AtomicLong();

    /// @param index of the store that the member begins with
    public HashRing(long index, long hash) {
        jump(index, hash);
    }

    /// The next index was applied.
    public void add(long hash) {
        long index = last.getPlain() + 1;
        if (index - first.getPlain() >= SIZE) {
            first.setRelease(index - SIZE + 1);
        }
        put(index, hash);
    }

    /// A later store took the place of the one before: nothing is known of the indices between.
    public void jump(long index, long hash) {
        first.setRelease(index);
        put(index, hash);
    }

    private void put(long index, long hash) {
        int slot = (int) (index % SIZE);
        AtomicLongArray chunk = chunks.getPlain(slot / CHUNK);
        if (chunk == null) {
            chunk = new AtomicLongArray(CHUNK);
            chunks.setRelease(slot / CHUNK, chunk);
        }
        chunk.setRelease(slot % CHUNK, hash);
        last.setRelease(index);
    }

    long first() {
        return first.getAcquire();
    }

    /// The last index applied.
    long last() {
        return last.getAcquire();
    }

    /// The hash at an index; null if it is not remembered, or not applied yet.
    @Nullable
    Long at(long index) {
        if (index < first() || index > last()) {
            return null;
        }
        int slot = (int) (index % SIZE);
        AtomicLongArray chunk = chunks.getAcquire(slot / CHUNK);
        long hash = chunk == null ? 0 : chunk.getAcquire(slot % CHUNK);
        // used again meanwhile, or a jump
        return chunk == null || index < first() ? null : (Long) hash;
    }

    /// What this member knows of what another asks.
    public HashAnswer answer(HashQuestion question, String clusterId, long member, int format) {
        long to = Math.min(question.to(), last());
        List<Long> hashes = new ArrayList<>();
        for (long index = to; hashes.size() < question.count(); index -= question.step()) {
            Long hash = at(index);
            if (hash == null) {
                break;
            }
            hashes.add(hash);
        }
        return new HashAnswer(clusterId, member, format, first(), to, hashes);
    }
}
