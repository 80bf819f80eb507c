package dev.raftd.server.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FirstDifferenceTest {
    /// A store that is another one from an index on.
    private static HashRing ring(long first, long last, long differsFrom) {
        HashRing ring = new HashRing(first, hash(first, differsFrom));
        for (long index = first + 1; index <= last; index++) {
            ring.add(hash(index, differsFrom));
        }
        return ring;
    }

    private static long hash(long index, long differsFrom) {
        return index < differsFrom ? index : -index;
    }

    private static FirstDifference search(HashRing own, HashRing other, long differs, int roundsMax) {
        FirstDifference search = new FirstDifference(own, other.first(), differs);
        int rounds = 0;
        for (HashQuestion question = search.next(); question != null; question = search.next()) {
            search.answered(question, other.answer(question, "c", 2, 1));
            assertThat(++rounds).isLessThanOrEqualTo(roundsMax);
        }
        return search;
    }

    @Test
    void firstIndexIsFoundInThreeRoundsHoweverManyAreRemembered() {
        HashRing own = ring(0, HashRing.SIZE + 100, Long.MAX_VALUE);
        for (long first : new long[]{102, 103, 5_000, HashRing.SIZE / 2, HashRing.SIZE + 99, HashRing.SIZE + 100}) {
            FirstDifference search = search(own, ring(90, HashRing.SIZE + 100, first), HashRing.SIZE + 100, 3);
            assertThat(search.index()).isEqualTo(first);
            assertThat(search.isExact()).isTrue();
        }
    }

    @Test
    void anyPlaceIsFoundWhateverTheTwoRemember() {
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            long ownFirst = random.nextInt(2_000);
            long otherFirst = random.nextInt(2_000);
            long last = Math.max(ownFirst, otherFirst) + 1 + random.nextInt(3_000);
            long differs = 1 + random.nextInt((int) last);
            FirstDifference search = search(ring(ownFirst, last, Long.MAX_VALUE), ring(otherFirst, last, differs), last, 3);
            long known = Math.max(ownFirst, otherFirst);
            assertThat(search.index()).isEqualTo(Math.max(known, differs));
            assertThat(search.isExact()).isEqualTo(differs > known);
        }
    }

    @Test
    void whatIsForgottenMeanwhileEndsTheSearch() {
        HashRing own = ring(0, 1_000, Long.MAX_VALUE);
        HashRing other = ring(0, 1_000, 300);
        FirstDifference search = new FirstDifference(own, other.first(), 1_000);
        other.jump(2_000, -2_000);
        HashQuestion question = search.next();
        search.answered(question, other.answer(question, "c", 2, 1));
        assertThat(search.next()).isNull();
        assertThat(search.index()).isEqualTo(1_000);
        assertThat(search.isExact()).isFalse();
    }
}
