package dev.raftd.raftpb;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Damages bytes, by a seed: the kinds of damage that get past the first check of a decoder more often than noise does.
final class Mutator {
    private static final byte[] LONGEST_VARINT = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
    private static final byte[] LARGEST_LENGTH = {-1, -1, -1, -1, 7};

    private final SplittableRandom random;

    Mutator(long seed) {
        random = new SplittableRandom(seed);
    }

    /// Bytes without any sense, or with a little: small numbers are tags and lengths.
    byte[] noise() {
        byte[] b = new byte[random.nextInt(48)];
        random.nextBytes(b);
        int mask = random.nextBoolean() ? 0xff : 0x7f >> random.nextInt(4);
        for (int i = 0; i < b.length; i++)
            b[i] &= (byte) mask;
        return b;
    }

    byte[] mutate(byte[] original) {
        byte[] b = original;
        do
            b = mutateOnce(b);
        while (random.nextInt(3) == 0);
        return b;
    }

    private byte[] mutateOnce(byte[] b) {
        int at = random.nextInt(b.length + 1);
        int to = at + random.nextInt(b.length - at + 1);
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(b, at);
            case 1 -> replace(b, at, to, new byte[0]);
            case 2 -> replace(b, at, at, Arrays.copyOfRange(b, at, to));
            case 3 -> replace(b, at, at, noise());
            case 4 -> replace(b, at, to, noise());
            case 5 -> replace(b, at, at, random.nextBoolean() ? LONGEST_VARINT : LARGEST_LENGTH);
            case 6 -> at == b.length ? b : flipped(b, at, 1 << random.nextInt(8));
            default -> at == b.length ? b : flipped(b, at, random.nextInt(256));
        };
    }

    private static byte[] flipped(byte[] b, int at, int bits) {
        byte[] copy = b.clone();
        copy[at] ^= (byte) bits;
        return copy;
    }

    private static byte[] replace(byte[] b, int from, int to, byte[] with) {
        byte[] result = Arrays.copyOf(b, from + with.length + b.length - to);
        System.arraycopy(with, 0, result, from, with.length);
        System.arraycopy(b, to, result, from + with.length, b.length - to);
        return result;
    }
}
