package dev.raftd.server.sim;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A simulated file: what programs see, what is durable, and the operations between the two in their order.
public final class SimFile {
    static final int SECTOR = 512;
    private static final byte[] EMPTY = {};

    /// A write, or a cut if `bytes` is null.
    private record Pending(int offset, byte @Nullable [] bytes) {
        int sizeAfter(int before) {
            return bytes == null ? offset : Math.max(before, offset + bytes.length);
        }
    }

    private byte[] live;
    private int liveSize;
    private byte[] durable;
    private int durableSize;
    private final List<Pending> pending = new ArrayList<>();
    /// Where the last sync that had something to do began: what lies before was durable earlier.
    private int lastSyncedFrom;
    /// Where failed syncs lost bytes that readers still see, `lostFrom <= offset < lostTo`.
    private int lostFrom;
    private int lostTo;

    SimFile() {
        live = EMPTY;
        durable = EMPTY;
    }

    SimFile(byte[] content) {
        live = content.clone();
        liveSize = content.length;
        durable = content.clone();
        durableSize = content.length;
    }

    public int size() {
        return liveSize;
    }

    public byte[] content() {
        return Arrays.copyOf(live, liveSize);
    }

    /// True if something was written, or cut, since the last sync.
    boolean isDirty() {
        return !pending.isEmpty() || lostFrom < lostTo;
    }

    int durableSize() {
        return durableSize;
    }

    int lastSyncedFrom() {
        return lastSyncedFrom;
    }

    void read(int offset, ByteBuffer into, int length) {
        into.put(live, offset, length);
    }

    public void write(int offset, ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        live = put(live, offset, bytes);
        Pending write = new Pending(offset, bytes);
        liveSize = write.sizeAfter(liveSize);
        pending.add(write);
        lostFrom = offset <= lostFrom ? Math.max(lostFrom, offset + length) : lostFrom;
    }

    void truncate(int size) {
        Arrays.fill(live, Math.min(size, liveSize), liveSize, (byte) 0);
        liveSize = Math.min(size, liveSize);
        lostTo = Math.min(lostTo, liveSize);
        pending.add(new Pending(liveSize, null));
    }

    private static byte[] put(byte[] array, int offset, byte[] bytes) {
        int end = offset + bytes.length;
        byte[] target = end <= array.length ? array : Arrays.copyOf(array, Math.max(end, array.length * 3 / 2));
        System.arraycopy(bytes, 0, target, offset, bytes.length);
        return target;
    }

    /// What is pending becomes durable. What a failed sync dropped does not: its pages are clean.
    void sync() {
        if (pending.isEmpty()) {
            return;
        }
        lastSyncedFrom = Integer.MAX_VALUE;
        for (Pending p : pending) {
            lastSyncedFrom = Math.min(lastSyncedFrom, p.offset);
            if (p.bytes == null) {
                Arrays.fill(durable, Math.min(p.offset, durable.length), durable.length, (byte) 0);
            } else {
                durable = put(durable, p.offset, p.bytes);
            }
            durableSize = p.sizeAfter(durableSize);
        }
        pending.clear();
    }

    /// The kernel forgets what it could not write; readers still see it.
    void failSync() {
        for (Pending p : pending) {
            if (p.bytes != null) {
                lostFrom = lostFrom < lostTo ? Math.min(lostFrom, p.offset) : p.offset;
                lostTo = Math.max(lostTo, p.offset + p.bytes.length);
            }
        }
        pending.clear();
    }

    public void flipBit(long bit) {
        int offset = (int) (bit / 8);
        byte mask = (byte) (1 << bit % 8);
        durable[offset] ^= mask;
        if (offset < liveSize) {
            live[offset] ^= mask;
        }
    }

    /// Replaces durable bytes behind everybody's back; from beyond the other file's end come zeros.
    void misplace(SimFile from, int fromOffset, int toOffset, int length) {
        for (int i = 0; i < length && toOffset + i < durableSize; i++) {
            byte b = fromOffset + i < from.durableSize ? from.durable[fromOffset + i] : 0;
            durable[toOffset + i] = b;
            if (toOffset + i < liveSize) {
                live[toOffset + i] = b;
            }
        }
    }

    /// Zeroes durable bytes behind everybody's back.
    void zero(int offset, int length) {
        Arrays.fill(durable, offset, Math.min(offset + length, durableSize), (byte) 0);
        Arrays.fill(live, Math.min(offset, liveSize), Math.min(offset + length, liveSize), (byte) 0);
    }

    /// What a crash leaves of it.
    SimFile crash(SplittableRandom random) {
        int luck = random.nextInt(5);
        if (luck == 0 || pending.isEmpty()) {
            return survived(Arrays.copyOf(durable, durableSize));
        }
        if (luck == 1) {
            SimFile all = new SimFile(Arrays.copyOf(durable, durableSize));
            all.pending.addAll(pending);
            all.sync();
            return survived(Arrays.copyOf(all.durable, all.durableSize));
        }
        return survived(mixed(random));
    }

    private SimFile survived(byte[] content) {
        SimFile file = new SimFile();
        file.live = content;
        file.liveSize = content.length;
        file.durable = content.clone();
        file.durableSize = content.length;
        file.lastSyncedFrom = lastSyncedFrom;
        return file;
    }

    private byte[] mixed(SplittableRandom random) {
        int size = durableSize;
        int sizesKept = random.nextInt(pending.size() + 1);
        byte[] content = durable;
        for (int i = 0; i < pending.size(); i++) {
            Pending p = pending.get(i);
            size = i < sizesKept ? p.sizeAfter(size) : size;
            if (p.bytes != null) {
                content = scatter(content, p.offset, p.bytes, random);
            }
        }
        return Arrays.copyOf(content, size);
    }

    private static byte[] scatter(byte[] content, int offset, byte[] bytes, SplittableRandom random) {
        int end = offset + bytes.length;
        byte[] target = Arrays.copyOf(content, Math.max(content.length, (end + SECTOR - 1) / SECTOR * SECTOR));
        for (int sector = offset / SECTOR * SECTOR; sector < end; sector += SECTOR) {
            int from = Math.max(sector, offset);
            int to = Math.min(sector + SECTOR, end);
            int luck = random.nextInt(100);
            if (luck < 50) {
                System.arraycopy(bytes, from - offset, target, from, to - from);
            } else if (luck < 80) {
                continue;
            } else if (luck < 88) {
                System.arraycopy(bytes, from - offset, target, from, random.nextInt(to - from + 1));
            } else {
                fill(target, sector, luck < 96 ? null : random);
            }
        }
        return target;
    }

    /// Zeros, or garbage: the whole sector, also what was there before.
    private static void fill(byte[] target, int sector, @Nullable SplittableRandom random) {
        for (int i = sector; i < Math.min(sector + SECTOR, target.length); i++) {
            target[i] = random == null ? 0 : (byte) random.nextInt();
        }
    }
}
