package dev.raftd.server.sim;

import java.util.List;
import java.util.SplittableRandom;

/// A source of random numbers that is a function of the seed and of its names: who forks one off by name draws from it alone, so that a
/// draw more somewhere shifts nobody else's. Integers only: the same numbers on every machine.
final class Dice {
    private final long seed;
    private final SplittableRandom random;

    Dice(long seed) {
        this.seed = seed;
        random = new SplittableRandom(seed);
    }

    static long mix(long a, long b) {
        long h = (a ^ b * 0x9E3779B97F4A7C15L) * 0xD6E8FEB86659FD93L;
        h = (h ^ h >>> 32) * 0xD6E8FEB86659FD93L;
        return h ^ h >>> 32;
    }

    /// Does not depend on what was drawn before.
    Dice fork(String name) {
        return fork(name, 0);
    }

    Dice fork(String name, long number) {
        return new Dice(mix(mix(seed, name.hashCode()), number));
    }

    SplittableRandom random() {
        return random;
    }

    long nextLong() {
        return random.nextLong();
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /// From `low` to `high`, both included.
    long between(long low, long high) {
        return low + random.nextLong(high - low + 1);
    }

    /// As [#between], but as likely to be in one power of two as in another.
    long scaled(long low, long high) {
        int bits = 64 - Long.numberOfLeadingZeros(Math.max(1, high / Math.max(1, low)));
        long top = Math.min(high, Math.max(1, low) << below(bits + 1));
        return between(low, Math.max(low, top));
    }

    boolean perMillion(int chance) {
        return random.nextInt(1_000_000) < chance;
    }

    boolean percent(int chance) {
        return random.nextInt(100) < chance;
    }

    /// Memoryless, about that mean.
    long exponential(long mean) {
        long bits = random.nextLong();
        long halvings = Long.numberOfTrailingZeros(bits | Long.MIN_VALUE);
        return (halvings * 1000 + (bits >>> 54)) * mean / 1443;
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
