package dev.raftd.server.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HashRingTest {
    private static long hash(long index) {
        return index * 0x9E3779B97F4A7C15L;
    }

    private static HashRing filled(long from, long to) {
        HashRing ring = new HashRing(from, hash(from));
        for (long index = from + 1; index <= to; index++) {
            ring.add(hash(index));
        }
        return ring;
    }

    @Test
    void rememberedIsWhatWasAppliedSinceTheBeginning() {
        HashRing ring = filled(5, 9);
        assertThat(ring.at(4)).isNull();
        assertThat(ring.at(5)).isEqualTo(hash(5));
        assertThat(ring.at(9)).isEqualTo(hash(9));
        assertThat(ring.at(10)).isNull();
    }

    @Test
    void theOldestIsForgottenFirst() {
        HashRing ring = filled(0, HashRing.SIZE + 10);
        assertThat(ring.first()).isEqualTo(11);
        assertThat(ring.at(10)).isNull();
        assertThat(ring.at(11)).isEqualTo(hash(11));
        assertThat(ring.at(HashRing.SIZE + 10)).isEqualTo(hash(HashRing.SIZE + 10));
    }

    @Test
    void aJumpForgetsWhatWasBefore() {
        HashRing ring = filled(0, 100);
        ring.jump(200, 7);
        ring.add(8);
        assertThat(ring.at(100)).isNull();
        assertThat(ring.at(199)).isNull();
        assertThat(ring.at(200)).isEqualTo(7);
        assertThat(ring.at(201)).isEqualTo(8);
    }

    @Test
    void answerGoesDownFromTheLastIndexThereIs() {
        HashRing ring = filled(5, 20);
        assertThat(ring.answer(new HashQuestion(100, 4, 3), "c", 1, 2)).isEqualTo(
                new HashAnswer("c", 1, 2, 5, 20, List.of(hash(20), hash(16), hash(12))));
        assertThat(ring.answer(new HashQuestion(9, 3, 9), "c", 1, 2).hashes()).containsExactly(hash(9), hash(6));
        assertThat(ring.answer(new HashQuestion(4, 1, 9), "c", 1, 2).hashes()).isEmpty();
        assertThat(ring.answer(new HashQuestion(9, 1L << 48, HashQuestion.COUNT_MAX), "c", 1, 2).hashes()).containsExactly(hash(9));
    }

    @Test
    void questionThatCostsTooMuchIsNone() {
        assertThatThrownBy(() -> new HashQuestion(1, 1, HashQuestion.COUNT_MAX + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HashQuestion(1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HashQuestion(-1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HashQuestion(1, Long.MAX_VALUE, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readerNeverSeesAHashOfAnotherIndex() throws InterruptedException {
        HashRing ring = filled(0, 10);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicReference<String> wrong = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            Random random = new Random(1);
            while (!ended.get() && wrong.get() == null) {
                // where the ring is about to be used again, and where it was just filled
                long index = (random.nextBoolean() ? ring.first() : ring.last() - 20) + random.nextInt(40);
                Long seen = ring.at(index);
                if (seen != null && seen != hash(index)) {
                    wrong.set("at " + index + " " + seen);
                }
            }
        });
        reader.start();
        for (long index = 11; index < 4L * HashRing.SIZE; index++) {
            if (index % 1_000_000 == 0) {
                index += 5;
                ring.jump(index, hash(index));
            } else {
                ring.add(hash(index));
            }
        }
        ended.set(true);
        reader.join();
        assertThat(wrong).hasValue(null);
    }
}
