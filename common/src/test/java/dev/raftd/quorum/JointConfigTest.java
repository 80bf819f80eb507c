package dev.raftd.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class JointConfigTest {
    private static final int ID_MAX = 8;

    private static JointConfig joint(MajorityConfig incoming, MajorityConfig outgoing) {
        return new JointConfig(incoming, outgoing);
    }

    private static MajorityConfig randomMajority(Random random) {
        return MajorityConfig.of(LongStream.rangeClosed(1, ID_MAX).filter(id -> random.nextBoolean()).toArray());
    }

    @Test
    void bothHalvesMustHaveCommitted() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            long[] acked = random.longs(ID_MAX + 1, AckedIndexer.UNKNOWN, 9).toArray();
            AckedIndexer indexer = id -> acked[(int) id];
            MajorityConfig a = randomMajority(random);
            MajorityConfig b = randomMajority(random);
            long committed = joint(a, b).committedIndex(indexer);
            assertThat(committed).isEqualTo(Math.min(a.committedIndex(indexer), b.committedIndex(indexer)));
            assertThat(joint(b, a).committedIndex(indexer)).isEqualTo(committed);
            assertThat(joint(a, a).committedIndex(indexer)).isEqualTo(a.committedIndex(indexer));
        }
    }

    @Test
    void bothHalvesMustWinAndOneCanLose() {
        Random random = new Random(2);
        for (int i = 0; i < 1_000; i++) {
            int[] votes = random.ints(ID_MAX + 1, 0, 3).toArray();
            Votes said = id -> Vote.values()[votes[(int) id]];
            MajorityConfig a = randomMajority(random);
            MajorityConfig b = randomMajority(random);
            VoteResult result = joint(a, b).voteResult(said);
            assertThat(joint(b, a).voteResult(said)).isEqualTo(result);
            assertThat(result == VoteResult.WON).isEqualTo(a.voteResult(said) == VoteResult.WON && b.voteResult(said) == VoteResult.WON);
            assertThat(result == VoteResult.LOST).isEqualTo(a.voteResult(said) == VoteResult.LOST || b.voteResult(said) == VoteResult.LOST);
        }
    }

    @Test
    void anEmptyHalfAgreesWithTheOther() {
        JointConfig plain = JointConfig.of(1, 2, 3);
        assertThat(plain.isJoint()).isFalse();
        assertThat(plain.committedIndex(id -> id)).isEqualTo(2);
        assertThat(plain.voteResult(id -> Vote.MISSING)).isEqualTo(VoteResult.PENDING);
        assertThat(JointConfig.EMPTY.committedIndex(id -> 0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void membersOfEitherHalfVote() {
        JointConfig config = joint(MajorityConfig.of(1, 2), MajorityConfig.of(2, 12));
        assertThat(config.ids()).isEqualTo(NodeIds.of(1, 2, 12));
        assertThat(config.contains(12)).isTrue();
        assertThat(config.contains(3)).isFalse();
        assertThat(config).hasToString("(1 2)&&(2 c)");
        assertThat(JointConfig.of(1)).hasToString("(1)");
    }
}
