package dev.raftd.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MajorityConfigTest {
    private static MajorityConfig voters(int count) {
        return MajorityConfig.of(LongStream.rangeClosed(1, count).toArray());
    }

    @Test
    void withoutVotersEverythingIsCommittedAndWon() {
        assertThat(MajorityConfig.EMPTY.committedIndex(id -> AckedIndexer.UNKNOWN)).isEqualTo(Long.MAX_VALUE);
        assertThat(MajorityConfig.EMPTY.voteResult(id -> Vote.REJECTED)).isEqualTo(VoteResult.WON);
        assertThat(MajorityConfig.EMPTY.describe(id -> 1)).isEqualTo("<empty majority quorum>");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 12})
    void committedIndexIsTheHighestThatAQuorumReached(int count) {
        Random random = new Random(count);
        MajorityConfig config = voters(count);
        for (int i = 0; i < 2_000; i++) {
            long[] acked = random.longs(count, AckedIndexer.UNKNOWN, 6).toArray();
            assertThat(config.committedIndex(id -> acked[(int) id - 1])).as(Arrays.toString(acked)).isEqualTo(naiveCommitted(acked));
        }
    }

    private static long naiveCommitted(long[] acked) {
        return LongStream.rangeClosed(0, 6)
                .filter(index -> 2 * Arrays.stream(acked).filter(a -> Math.max(a, 0) >= index).count() > acked.length)
                .max().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aVoteIsPendingExactlyWhileMissingOnesCanTurnIt(int count) {
        Random random = new Random(count);
        MajorityConfig config = voters(count);
        for (int i = 0; i < 500; i++) {
            Vote[] votes = random.ints(count, 0, 3).mapToObj(v -> Vote.values()[v]).toArray(Vote[]::new);
            assertThat(config.voteResult(id -> votes[(int) id - 1])).as(Arrays.toString(votes)).isEqualTo(naiveResult(votes));
        }
    }

    /// Fills in the missing votes both ways.
    private static VoteResult naiveResult(Vote[] votes) {
        boolean canWin = 2 * Arrays.stream(votes).filter(v -> v != Vote.REJECTED).count() > votes.length;
        boolean mustWin = 2 * Arrays.stream(votes).filter(v -> v == Vote.GRANTED).count() > votes.length;
        if (mustWin)
            return VoteResult.WON;
        return canWin ? VoteResult.PENDING : VoteResult.LOST;
    }

    @Test
    void aTieOfAnEvenNumberIsLost() {
        assertThat(voters(2).voteResult(id -> id == 1 ? Vote.GRANTED : Vote.REJECTED)).isEqualTo(VoteResult.LOST);
    }

    @Test
    void descriptionDrawsHowManyAreBehindEachVoter() {
        long[] acked = {7, AckedIndexer.UNKNOWN, 3, 7};
        assertThat(MajorityConfig.of(1, 2, 3, 16).describe(id -> acked[id == 16 ? 3 : (int) id - 1])).isEqualTo("""
                        idx
                xx>       7    (id=1)
                ?         0    (id=2)
                x>        3    (id=3)
                xx>       7    (id=10)
                """);
    }

    @Test
    void voterOrderDoesNotMatter() {
        long[] shuffled = IntStream.of(4, 2, 5, 1, 3).asLongStream().toArray();
        assertThat(MajorityConfig.of(shuffled)).isEqualTo(voters(5)).hasToString("(1 2 3 4 5)");
        assertThat(MajorityConfig.of(shuffled).contains(5)).isTrue();
    }
}
