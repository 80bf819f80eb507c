package dev.raftd.server.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// A simulated file: what programs see, what is durable, and the operations between the two in their order.
final class SimFile {
    private static final int SECTOR = 512;

    /// A write, or a cut if `bytes` is null.
    private record Pending(int offset, byte[] bytes) {
        int sizeAfter(int before) {
            return bytes == null ? offset : Math.max(before, offset + bytes.length);
        }
    }

    private byte[] live;
    private int liveSize;
    private byte[] durable;
    private int durableSize;
    private final List<Pending> pending = new ArrayList<>();

    SimFile() {
        this(new byte[0]);
    }

    SimFile(byte[] content) {
        live = content.clone();
        liveSize = content.length;
        durable = content.clone();
        durableSize = content.length;
    }

    int size() {
        return liveSize;
    }

    byte[] content() {
        return Arrays.copyOf(live, liveSize);
    }

    void read(int offset, byte[] into, int at, int length) {
        System.arraycopy(live, offset, into, at, length);
    }

    void write(int offset, byte[] bytes) {
        live = put(live, offset, bytes);
        Pending write = new Pending(offset, bytes);
        liveSize = write.sizeAfter(liveSize);
        pending.add(write);
    }

    void truncate(int size) {
        Arrays.fill(live, Math.min(size, liveSize), liveSize, (byte) 0);
        liveSize = Math.min(size, liveSize);
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
        for (Pending p : pending) {
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
        pending.clear();
    }

    void flipBit(long bit) {
        live[(int) (bit / 8)] ^= (byte) (1 << bit % 8);
        durable[(int) (bit / 8)] ^= (byte) (1 << bit % 8);
    }

    /// What a crash leaves of it.
    SimFile crash(SplittableRandom random) {
        int luck = random.nextInt(5);
        if (luck == 0 || pending.isEmpty()) {
            return new SimFile(Arrays.copyOf(durable, durableSize));
        }
        if (luck == 1) {
            SimFile all = new SimFile(Arrays.copyOf(durable, durableSize));
            all.pending.addAll(pending);
            all.sync();
            return new SimFile(Arrays.copyOf(all.durable, all.durableSize));
        }
        return new SimFile(mixed(random));
    }

    private byte[] mixed(SplittableRandom random) {
        int size = durableSize;
        int sizesKept = random.nextInt(pending.size() + 1);
        byte[] content = durable;
        for (int i = 0; i < pending.size(); i++) {
            Pending p = pending.get(i);
            size = i < sizesKept ? p.sizeAfter(size) : size;
            if (p.bytes != null) {
                content = scatter(content, p, random);
            }
        }
        return Arrays.copyOf(content, size);
    }

    private static byte[] scatter(byte[] content, Pending write, SplittableRandom random) {
        int end = write.offset + write.bytes.length;
        byte[] target = Arrays.copyOf(content, Math.max(content.length, (end + SECTOR - 1) / SECTOR * SECTOR));
        for (int sector = write.offset / SECTOR * SECTOR; sector < end; sector += SECTOR) {
            int from = Math.max(sector, write.offset);
            int to = Math.min(sector + SECTOR, end);
            int luck = random.nextInt(100);
            if (luck < 50) {
                System.arraycopy(write.bytes, from - write.offset, target, from, to - from);
            } else if (luck < 80) {
                continue;
            } else if (luck < 88) {
                System.arraycopy(write.bytes, from - write.offset, target, from, random.nextInt(to - from + 1));
            } else {
                fill(target, sector, luck < 96 ? null : random);
            }
        }
        return target;
    }

    /// Zeros, or garbage: the whole sector, also what was there before.
    private static void fill(byte[] target, int sector, SplittableRandom random) {
        for (int i = sector; i < Math.min(sector + SECTOR, target.length); i++) {
            target[i] = random == null ? 0 : (byte) random.nextInt();
        }
    }
}
