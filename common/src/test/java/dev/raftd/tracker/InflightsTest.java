package dev.raftd.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.InvariantError;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InflightsTest {
    @Test
    void countIsLimited() {
        Inflights inflights = new Inflights(2, 0);
        inflights.add(1, 1_000);
        assertThat(inflights.full()).isFalse();
        inflights.add(2, 1_000);
        assertThat(inflights.full()).isTrue();
        assertThatThrownBy(() -> inflights.add(3, 1)).isInstanceOf(InvariantError.class)
                .hasMessage("append up to index 3 sent although 2 are in flight already");
    }

    @Test
    void theAppendThatPassesTheByteLimitIsTheLast() {
        Inflights inflights = new Inflights(10, 100);
        inflights.add(1, 99);
        assertThat(inflights.full()).isFalse();
        inflights.add(2, 500);
        assertThat(inflights.full()).isTrue();
        inflights.freeLE(1);
        assertThat(inflights.full()).isTrue();
        inflights.freeLE(2);
        assertThat(inflights.full()).isFalse();
        assertThat(inflights.bytes()).isZero();
    }

    @Test
    void anUnlimitedNumberCostsNoMemoryBeforehand() {
        Inflights inflights = new Inflights(Integer.MAX_VALUE, 0);
        inflights.add(1, 1);
        assertThat(inflights.count()).isEqualTo(1);
    }

    @Test
    void noneInFlightIsNoLimit() {
        assertThatThrownBy(() -> new Inflights(0, 0)).isInstanceOf(InvariantError.class);
    }

    @Test
    void aCopySharesNothing() {
        Inflights inflights = new Inflights(5, 0);
        inflights.add(1, 10);
        Inflights copy = inflights.copy();
        inflights.freeLE(1);
        inflights.add(2, 20);
        copy.add(3, 30);
        assertThat(copy.count()).isEqualTo(2);
        assertThat(copy.bytes()).isEqualTo(40);
        assertThat(inflights.count()).isEqualTo(1);
    }

    @Test
    void theRingActsAsAQueue() {
        for (int seed = 0; seed < 50; seed++) {
            actsAsAQueue(new Random(seed), 1 + seed % 20);
        }
    }

    private record Sent(long index, long bytes) {}

    private static void actsAsAQueue(Random random, int countMax) {
        Inflights inflights = new Inflights(countMax, 0);
        Deque<Sent> model = new ArrayDeque<>();
        long last = 0;
        for (int step = 0; step < 500; step++) {
            if (random.nextInt(3) > 0 && !inflights.full()) {
                last += 1 + random.nextInt(3);
                Sent sent = new Sent(last, random.nextInt(100));
                model.add(sent);
                inflights.add(sent.index, sent.bytes);
            } else {
                long acked = Math.max(0, last - random.nextInt(30));
                model.removeIf(sent -> sent.index <= acked);
                inflights.freeLE(acked);
            }
            assertThat(inflights.count()).isEqualTo(model.size());
            assertThat(inflights.bytes()).isEqualTo(model.stream().mapToLong(Sent::bytes).sum());
            assertThat(inflights.full()).isEqualTo(model.size() == countMax);
        }
    }
}
