package dev.raftd.server.replica;

import static dev.raftd.server.replica.TestCluster.failure;
import static dev.raftd.server.replica.TestCluster.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Outcome;
import dev.raftd.api.WriteResponse;
import dev.raftd.node.Event;
import dev.raftd.raft.StepResult;
import dev.raftd.raftpb.Entry;
import dev.raftd.server.journey.Journeys;
import dev.raftd.server.kv.Applied;
import dev.raftd.server.kv.CommandCodec;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.kv.KvStore;
import dev.raftd.server.kv.Origin;
import dev.raftd.server.kv.Proposal;
import dev.raftd.server.kv.WriteResult;
import dev.raftd.server.replica.TestCluster.Asked;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A write that was forwarded may be applied from any copy: only what can rule all of them out says that it was not.
class ProposalsTest {
    private static final StepResult FULL = new StepResult.Refused(StepResult.Refusal.PROPOSAL_DROPPED, "full");

    private final Proposals proposals = new Proposals(1, 77, new Counters(), new Journeys(1, 0, 0, () -> 0));
    private final Asked<WriteResponse> write = new Asked<>();

    ProposalsTest() {
        byte[] data = CommandCodec.encode(new Proposal(new Origin(1, 77, 0), null, TestCluster.put("a", "1")));
        proposals.add(data, write, 50, 0);
    }

    private void propose(StepResult result) {
        List<Event> events = proposals.propose(() -> true);
        assertThat(events).hasSize(1);
        ((Event.Propose) events.getFirst()).told().accept(result);
    }

    private void applied(long term, long index) {
        WriteResult result = new WriteResult.Written(1, false);
        proposals.applied(new Entry(term, index), new Applied.Written(new Origin(1, 77, 1), index, term, result));
    }

    @Test
    void refusedForWantOfRoomIsNotApplied() {
        propose(FULL);
        assertThat(failure(write.answer()).outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void refusedAfterItWasForwardedWaitsForTheForwardedOne() {
        propose(new StepResult.Forwarded(2));
        proposals.leaderChanged();
        propose(FULL);
        assertThat(write.answer()).isNull();
        applied(2, 9);
        assertThat(ok(write.answer()).index()).isEqualTo(9);
    }

    @Test
    void overwrittenIsNotApplied() {
        propose(new StepResult.Appended(9, 2, null));
        proposals.applied(new Entry(3, 9), Applied.NOTHING);
        assertThat(failure(write.answer()).outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void overwrittenAfterItWasForwardedMayBeApplied() {
        propose(new StepResult.Forwarded(2));
        proposals.leaderChanged();
        propose(new StepResult.Appended(9, 2, null));
        proposals.applied(new Entry(3, 9), Applied.NOTHING);
        assertThat(failure(write.answer()).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void snapshotWithoutItInPlaceOfItsEntryLeavesAForwardedOneUnknown() {
        propose(new StepResult.Forwarded(2));
        proposals.leaderChanged();
        propose(new StepResult.Appended(1, 2, null));
        KvStore store = new KvStore();
        store.apply(new Entry(3, 1));
        KvRoot later = store.root();
        proposals.jumpedTo(later);
        assertThat(failure(write.answer()).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void overtakenByALaterOneIsNotAppliedWhereverItsCopiesAre() {
        propose(new StepResult.Forwarded(2));
        proposals.applied(new Entry(2, 9), new Applied.Repeated(new Origin(1, 77, 1)));
        assertThat(failure(write.answer()).outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }
}
