package dev.raftd.server.check;

import static dev.raftd.server.check.Story.delete;
import static dev.raftd.server.check.Story.get;
import static dev.raftd.server.check.Story.put;
import static dev.raftd.server.check.Story.range;
import static dev.raftd.server.check.Story.serializableGet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.api.Bytes;
import dev.raftd.server.kv.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every wrong story is told wrong by both checks, and every strange but right one right.
class CheckersTest {
    private final Story story = new Story();

    private void allAccept() {
        assertThat(Linearizability.check(story.history())).isEqualTo(Verdict.OK);
        assertThat(IndexCheck.check(story.history())).isEqualTo(Verdict.OK);
        assertThat(IndexCheck.check(story.history(), story.log)).isEqualTo(Verdict.OK);
    }

    private void allRefuse() {
        assertThat(Linearizability.check(story.history())).as("search").isInstanceOf(Verdict.Illegal.class);
        indexChecksRefuse();
    }

    private void indexChecksRefuse() {
        assertThat(IndexCheck.check(story.history())).as("indexes").isInstanceOf(Verdict.Illegal.class);
        theLogRefutes();
    }

    private void theLogRefutes() {
        assertThat(IndexCheck.check(story.history(), story.log)).as("log").isInstanceOf(Verdict.Illegal.class);
    }

    @Test
    void aStaleReadIsIllegal() {
        story.write(1, put("a", "1"));
        story.write(1, put("a", "2"));
        story.read(2, get("a"), 1);
        allRefuse();
    }

    @Test
    void aStaleReadThatClaimsAFreshIndexIsIllegal() {
        story.write(1, put("a", "1"));
        story.write(1, put("a", "2"));
        int read = story.call(2, get("a"));
        Outcome.Got old = (Outcome.Got) story.see(get("a"), 1);
        story.answer(read, new Outcome.Got(2, 2, old.kv()));
        allRefuse();
    }

    @Test
    void aStaleReadBySerializableIsLegal() {
        story.write(1, put("a", "1"));
        story.write(1, put("a", "2"));
        story.read(2, serializableGet("a"), 1);
        allAccept();
    }

    @Test
    void aSerializableReadOfWhatWasNeverCommittedIsIllegal() {
        story.write(1, put("a", "1"));
        int read = story.call(2, serializableGet("a"));
        Outcome.Got got = (Outcome.Got) story.see(get("a"));
        story.answer(read, new Outcome.Got(7, 1, got.kv()));
        theLogRefutes();
    }

    @Test
    void aReadThatOverlapsAWriteMaySeeEitherSide() {
        story.write(1, put("a", "1"));
        int write = story.call(1, put("a", "2"));
        int before = story.call(2, get("a"));
        story.answer(before, story.see(get("a")));
        Outcome outcome = story.apply(put("a", "2"));
        int after = story.call(3, get("a"));
        story.answer(after, story.see(get("a")));
        story.answer(write, outcome);
        allAccept();
    }

    @Test
    void whatOneReadSawTheNextMustSee() {
        story.write(1, put("a", "1"));
        story.call(1, put("a", "2"));
        story.apply(put("a", "2"));
        story.read(2, get("a"), 2);
        story.read(3, get("a"), 1);
        allRefuse();
    }

    @Test
    void aLostWriteIsIllegal() {
        story.write(1, put("a", "1"));
        story.answer(story.call(1, put("a", "2")), new Outcome.Written(2, 3, 2, true));
        story.write(2, put("b", "3"));
        story.read(2, get("a"));
        allRefuse();
    }

    @Test
    void aLostWriteThatNobodyReadIsSeenInTheLog() {
        story.write(1, put("a", "1"));
        story.answer(story.call(1, put("a", "2")), new Outcome.Written(2, 3, 2, true));
        theLogRefutes();
    }

    @Test
    void aDirtyReadIsIllegal() {
        story.write(1, put("a", "1"));
        Outcome.Got fake = (Outcome.Got) story.see(get("a"));
        story.answer(story.call(1, put("a", "2")), new Outcome.NotApplied());
        int read = story.call(2, get("a"));
        var kv = fake.kv();
        story.answer(read, new Outcome.Got(1, 1, new dev.raftd.api.KeyValue(kv.key(), Bytes.utf8("2"), 1, 2, 2)));
        allRefuse();
    }

    @Test
    void aRefusedWriteThatTookEffectIsIllegal() {
        int write = story.call(1, put("a", "1"));
        story.apply(put("a", "1"));
        story.answer(write, new Outcome.NotApplied());
        story.read(2, get("a"));
        allRefuse();
    }

    @Test
    void aWriteAppliedTwiceIsIllegal() {
        story.write(1, put("a", "1"));
        story.apply(put("a", "1"));
        story.read(2, get("a"));
        allRefuse();
    }

    @Test
    void aWriteAppliedTwiceThatNobodyReadIsSeenByTheNextRevision() {
        story.write(1, put("a", "1"));
        story.apply(put("a", "1"));
        story.write(1, put("b", "2"));
        indexChecksRefuse();
    }

    @Test
    void aProposalDeliveredTwiceTakesEffectOnce() {
        int write = story.call(1, put("a", "1"));
        Outcome outcome = story.apply(put("a", "1"), new Origin(2, 9, 1));
        story.answer(write, outcome);
        story.apply(put("a", "1"), new Origin(2, 9, 1));
        story.read(2, get("a"));
        allAccept();
    }

    @Test
    void aRepeatedWriteWithItsIdempotencyKeyIsOneOperation() {
        var put = put("a", "1", -1, "once");
        int write = story.call(1, put);
        Outcome first = story.apply(put);
        story.write(2, put("a", "2"));
        assertThat(story.apply(put)).isEqualTo(first);
        story.answer(write, first);
        story.read(2, get("a"));
        allAccept();
    }

    @Test
    void writesInTheWrongOrderAreIllegal() {
        int first = story.call(1, put("a", "1"));
        story.answer(first, new Outcome.Written(2, 3, 2, true));
        int second = story.call(1, put("a", "2"));
        Outcome told = story.apply(put("a", "2"));
        story.apply(put("a", "1"));
        story.answer(second, told);
        allRefuse();
    }

    @Test
    void aWriteOfUnknownOutcomeMayHaveTakenEffect() {
        story.write(1, put("a", "1"));
        story.unknown(2, put("a", "2"));
        story.apply(put("a", "2"));
        story.read(3, get("a"));
        story.write(3, put("a", "3", 2, null));
        allAccept();
    }

    @Test
    void aWriteOfUnknownOutcomeMayTakeEffectMuchLater() {
        story.write(1, put("a", "1"));
        story.unknown(2, put("a", "2"));
        story.read(3, get("a"));
        story.write(3, put("a", "3"));
        story.apply(put("a", "2"));
        story.read(3, get("a"));
        allAccept();
    }

    @Test
    void aWriteOfUnknownOutcomeMayNeverTakeEffect() {
        story.write(1, put("a", "1"));
        story.unknown(2, put("a", "2"));
        story.unknown(4, delete("a"));
        story.read(3, get("a"));
        story.write(3, put("a", "3", 1, null));
        allAccept();
    }

    @Test
    void aWriteOfUnknownOutcomeDoesNotTakeEffectAndThenNot() {
        story.write(1, put("a", "1"));
        story.unknown(2, put("a", "2"));
        story.apply(put("a", "2"));
        story.read(3, get("a"), 2);
        story.read(3, get("a"), 1);
        allRefuse();
    }

    @Test
    void aDeleteOfUnknownOutcomeExplainsAMissingKeyAndALaterWrite() {
        story.write(1, put("a", "1"));
        story.unknown(2, delete("a"));
        story.apply(delete("a"));
        story.read(3, get("a"));
        story.write(3, put("a", "2", 0, null));
        allAccept();
    }

    @Test
    void aConditionalWriteOfUnknownOutcomeExplainsAFailedCompare() {
        story.write(1, put("a", "1"));
        story.unknown(2, put("a", "2", 1, null));
        story.apply(put("a", "2", 1, null));
        story.write(3, put("a", "3", 1, null));
        story.write(3, delete("a", 2));
        allAccept();
    }

    @Test
    void whatIsUnderWayAtTheEndIsUnknown() {
        story.write(1, put("a", "1"));
        story.call(2, put("a", "2"));
        story.apply(put("a", "2"));
        story.call(4, get("a"));
        story.read(3, get("a"));
        allAccept();
    }

    @Test
    void anUnknownWriteIsPlacedByTheLogAfterWhatWasKnownBeforeItsCall() {
        story.apply(put("a", "2"));
        story.write(1, put("b", "1"));
        story.unknown(2, put("a", "2"));
        theLogRefutes();
    }

    @Test
    void aFailedCompareThatShouldHavePassedIsIllegal() {
        story.write(1, put("a", "1"));
        int write = story.call(2, put("a", "2", 1, null));
        story.answer(write, new Outcome.CompareFailed(Outcome.NO_INDEX, Outcome.NO_REVISION));
        story.read(2, get("a"));
        allRefuse();
    }

    @Test
    void aPassedCompareThatShouldHaveFailedIsIllegal() {
        story.write(1, put("a", "1"));
        story.write(1, put("a", "2"));
        int write = story.call(2, put("a", "3", 1, null));
        story.apply(put("a", "3"));
        story.answer(write, new Outcome.Written(3, 3, 3, true));
        allRefuse();
    }

    @Test
    void twoWritesAtOneIndexAreIllegal() {
        story.write(1, put("a", "1"));
        int write = story.call(2, put("b", "2"));
        story.answer(write, new Outcome.Written(1, 3, 1, false));
        indexChecksRefuse();
    }

    @Test
    void aRangeOfTwoMomentsIsIllegalByIndexOnly() {
        story.write(1, put("a1", "1"));
        int range = story.call(3, range("a", 10));
        Outcome.Ranged early = (Outcome.Ranged) story.see(range("a", 10));
        story.write(1, put("a1", "2"));
        story.write(1, put("a2", "3"));
        Outcome.Ranged late = (Outcome.Ranged) story.see(range("a", 10));
        story.answer(range, new Outcome.Ranged(3, 3, List.of(early.kvs().getFirst(), late.kvs().getLast()), false));
        assertThat(Linearizability.check(story.history())).isEqualTo(Verdict.OK);
        indexChecksRefuse();
    }

    @Test
    void aRangeThatMissesAKeyIsIllegal() {
        story.write(1, put("a1", "1"));
        story.write(1, put("a2", "2"));
        Outcome.Ranged whole = (Outcome.Ranged) story.see(range("a", 10));
        int range = story.call(3, range("a", 10));
        story.answer(range, new Outcome.Ranged(2, 2, whole.kvs().subList(1, 2), false));
        allRefuse();
    }

    @Test
    void aRangePageEndsWhereItSays() {
        for (int i = 0; i < 5; i++) {
            story.write(1, put("a" + i, "v" + i));
        }
        story.read(2, range("a", 3));
        story.read(2, new Request.Range(Bytes.utf8("a"), Bytes.utf8("a2"), 3, false));
        story.read(2, range("b", 3));
        allAccept();
    }

    @Test
    void anAnswerWithoutIndexIsHeldAgainstTheTimeItWasGiven() {
        story.write(1, put("a", "1"));
        story.write(1, delete("a"));
        story.answer(story.call(2, get("a")), new Outcome.Got(Outcome.NO_INDEX, Outcome.NO_REVISION, null));
        allAccept();
        story.write(1, put("a", "2"));
        story.answer(story.call(2, get("a")), new Outcome.Got(Outcome.NO_INDEX, Outcome.NO_REVISION, null));
        allRefuse();
    }

    @Test
    void theExplanationNamesTheAnswerAndWhatContradictsIt() {
        for (int i = 0; i < 100; i++) {
            story.write(1, put("a", "v" + i));
            story.read(2, get("a"));
        }
        story.read(3, get("a"), 99);
        for (int i = 0; i < 100; i++) {
            story.read(3, get("a"));
        }
        Verdict.Illegal verdict = (Verdict.Illegal) Linearizability.check(story.history());
        assertThat(verdict.explanation()).startsWith("key a: no order of its operations explains this answer:\n  process 3, 401 to 402: "
                + "get a -> v98 (created 1, modified 99, version 99) at index 99\ngiven these:").contains("put a=v99")
                .doesNotContain("process 2").doesNotContain("403");
        assertThat(verdict.explanation().lines()).hasSizeLessThan(30);
    }

    @Test
    void aSearchThatGivesUpIsNoPass() {
        story.write(1, put("a", "1"));
        assertThat(Linearizability.check(story.history(), 0).isOk()).isFalse();
    }

    @Test
    void badlyRecordedHistoriesAreNoHistories() {
        story.unknown(1, put("a", "1"));
        story.call(1, get("a"));
        assertThatThrownBy(story::history).hasMessageContaining("one thing at a time");
        Story other = new Story();
        other.write(1, put("a", "1"));
        other.write(2, put("a", "1"));
        assertThatThrownBy(other::history).hasMessageContaining("put twice");
    }
}
