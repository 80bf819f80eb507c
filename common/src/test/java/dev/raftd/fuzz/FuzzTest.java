package dev.raftd.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The core's invariants, under everything a network, a disk and an operator can do. A failure names its seed; `-Dfuzz.seed=N` repeats it,
/// `-Dfuzz.seeds=COUNT` runs more.
final class FuzzTest {
    private static final int STEPS = 3_000;

    @Test
    void invariantsHoldAfterEveryStepOfEverySeed() {
        Long only = Long.getLong("fuzz.seed");
        LongStream seeds = only == null ? LongStream.range(0, Long.getLong("fuzz.seeds", 2_000)) : LongStream.of(only);
        LongAdder alive = new LongAdder();
        LongAdder stuck = new LongAdder();
        seeds.parallel().forEach(seed -> (run(seed) ? alive : stuck).increment());
        assertThat(stuck.sum()).as("of %d that came to life again", alive.sum()).isLessThanOrEqualTo(alive.sum() / 100);
        assertThat(alive.sum() + stuck.sum()).isPositive();
    }

    private static boolean run(long seed) {
        try {
            return new FuzzRun(seed).run(STEPS);
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed + " (repeat it with -Dfuzz.seed=" + seed + "): " + e.getMessage(), e);
        }
    }
}
