package dev.raftd.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raft.ReadState;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.kv.KvStore;
import dev.raftd.server.replica.TestCluster.Asked;
import org.junit.jupiter.api.Test;

class ReadsTest {
    private static final int RETRY_TICKS = 10;

    private final KvRoot root = new KvStore().root();
    private final Reads reads = new Reads(1, 101, RETRY_TICKS, new Counters());
    private final Asked<KvRoot> read = new Asked<>();

    @Test
    void answerToAFormerRunsQuestionOfTheSameNumberIsNone() {
        Reads former = new Reads(1, 100, RETRY_TICKS, new Counters());
        former.add(new Asked<>(), 50);
        byte[] late = former.ask(0).context();
        reads.add(read, 50);
        byte[] context = reads.ask(0).context();
        reads.answered(new ReadState(0, late), root);
        assertThat(read.answer()).isNull();
        reads.answered(new ReadState(0, context), root);
        assertThat(TestCluster.ok(read.answer())).isSameAs(root);
    }

    @Test
    void contextThatNobodyHereSentIsPassedOver() {
        reads.add(read, 50);
        reads.ask(0);
        reads.answered(new ReadState(0, new byte[0]), root);
        reads.answered(new ReadState(0, new byte[]{1, 2, 3}), root);
        assertThat(read.answer()).isNull();
    }

    @Test
    void answerToAQuestionThatWasAskedAgainIsNotTakenForTheLaterOnes() {
        reads.add(read, 50);
        byte[] first = reads.ask(0).context();
        reads.ticked(RETRY_TICKS, 2);
        byte[] again = reads.ask(RETRY_TICKS).context();
        reads.answered(new ReadState(0, first), root);
        assertThat(read.answer()).isNull();
        reads.answered(new ReadState(0, again), root);
        assertThat(read.answer()).isNotNull();
    }
}
