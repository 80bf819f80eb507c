package dev.raftd.why;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.api.Evidence.Link;
import dev.raftd.api.Evidence.Loop;
import dev.raftd.api.Evidence.SnapshotProgress;
import dev.raftd.api.Evidence.Writer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Which of several causes is named first, and how. That members tell what is the case is proved with running ones.
class WhyTest {
    private final Told one = new Told(1);
    private final Told two = new Told(2);
    private final Told three = new Told(3);

    private static Silent silent(long id, Silent.How how) {
        return new Silent(id, "http://client" + id, how, "nothing came");
    }

    private static Diagnosis why(Question question, List<Silent> silent, Told... told) {
        return Why.diagnose(new Survey(Stream.of(told).map(Told::evidence).toList(), silent), question);
    }

    private Diagnosis newest() {
        return why(new Question.Newest(), List.of(), one, two, three);
    }

    @Test
    void nothingIsSaidToWaitWhereAllIsWell() {
        assertThat(newest().well()).isTrue();
        assertThat(newest().answer()).isEqualTo("entry 120, the newest, is committed and applied everywhere");
    }

    @Test
    void whoeverAnswersForAMemberOfAnotherClusterIsNamed() {
        three.clusterId = "c2";
        one.match(3, 0).unheard(3, 60_000);
        assertThat(newest().first().code()).isEqualTo(CauseCode.WRONG_CLUSTER);
        assertThat(newest().first().member()).isEqualTo(3);
    }

    @Test
    void refusalsOfAPeerPortAreToldByTheirCause() {
        one.match(3, 0).unheard(3, 60_000);
        assertThat(refused("wrong_cluster")).isEqualTo(CauseCode.WRONG_CLUSTER);
        assertThat(refused("receiver_lost_data")).isEqualTo(CauseCode.LOST_DATA);
        assertThat(refused("wrong_receiver")).isEqualTo(CauseCode.HANDSHAKE_REFUSED);
        assertThat(refused("node_removed")).isEqualTo(CauseCode.REMOVED);
        assertThat(refused("connection_refused")).isEqualTo(CauseCode.UNREACHABLE);
    }

    private CauseCode refused(String cause) {
        one.link(3, cause, "it answered 409");
        return why(new Question.Newest(), List.of(silent(3, Silent.How.UNREACHABLE)), one, two).first().code();
    }

    @Test
    void lostQuorumGoesBeforeEachOfTheMissing() {
        one.committed = 100;
        one.applied = 100;
        one.match(2, 100).match(3, 100).unheard(2, 60_000).unheard(3, 60_000);
        Diagnosis diagnosis = why(new Question.Entry(120),
                List.of(silent(2, Silent.How.UNREACHABLE), silent(3, Silent.How.NO_ANSWER)), one);
        assertThat(diagnosis.answer()).isEqualTo("entry 120 is not committed");
        assertThat(diagnosis.quorum()).containsExactly("needs 2 of {1,2,3}; has {1}");
        assertThat(diagnosis.causes()).extracting(Cause::code).containsExactly(CauseCode.QUORUM_LOST, CauseCode.PAUSED,
                CauseCode.UNREACHABLE);
        assertThat(diagnosis.voters()).extracting(VoterReason::code).containsExactly(null, CauseCode.UNREACHABLE, CauseCode.PAUSED);
    }

    @Test
    void memberThatOnlyTheAskerDoesNotReachIsNotCalledUnreachable() {
        one.match(3, 100);
        Diagnosis diagnosis = why(new Question.Newest(), List.of(silent(3, Silent.How.UNREACHABLE)), one, two);
        assertThat(diagnosis.first().code()).isEqualTo(CauseCode.IN_FLIGHT);
    }

    @Test
    void snapshotIsToldWithHowMuchOfItWasSent() {
        one.match(3, 0).match(2, Told.LAST).state = "StateSnapshot";
        one.link(new Link(3, "http://peer3", true, 9_000, "", "", 0, 100, -1, new SnapshotProgress(90, 250, 1_000, 700)));
        three.applied = 0;
        three.last = 0;
        assertThat(newest().first().code()).isEqualTo(CauseCode.SNAPSHOT_PENDING);
        assertThat(newest().first().sentence()).isEqualTo("member 3 gets the snapshot of index 90: 25 % of 1000 bytes");
    }

    @Test
    void fullQueueToAMemberIsNamed() {
        one.match(3, 0).link(new Link(3, "http://peer3", true, 9_000, "", "", 100, 100, 10, null));
        three.applied = 0;
        three.last = 0;
        assertThat(newest().first().code()).isEqualTo(CauseCode.SEND_QUEUE_FULL);
    }

    @Test
    void memberThatHasTheEntryAndHasNotAppliedItIsSaidToLagInApplying() {
        three.applied = 100;
        assertThat(newest().first().code()).isEqualTo(CauseCode.APPLY_BEHIND);
        assertThat(newest().first().sentence()).isEqualTo("member 3 has entry 120 and has applied up to 100");
    }

    @Test
    void memberWhoseStoreDiffersIsNamed() {
        three.unfit = "state_differs";
        assertThat(newest().first().code()).isEqualTo(CauseCode.STATE_DIFFERS);
        assertThat(newest().first().member()).isEqualTo(3);
    }

    @Test
    void leaderThatDoesNotGetToLeadingIsTheCause() {
        one.loopAnswers = false;
        one.loop = new Loop(7, false, 5_000, 0, 0, -1);
        assertThat(newest().first().code()).isEqualTo(CauseCode.PAUSED);
        one.loop = new Loop(7, false, 5_000, 118, 0, -1);
        assertThat(newest().first().code()).isEqualTo(CauseCode.APPLY_STUCK);
        assertThat(newest().first().sentence()).isEqualTo("member 1 has been applying entry 118 for 5.0 s");
    }

    @Test
    void stalledDiskOfALeaderWithoutLaggardsIsStillNamed() {
        one.writer = new Writer(false, 1 << 30, 4, 700, 3);
        assertThat(newest().first().code()).isEqualTo(CauseCode.DISK_STALLED);
    }

    @Test
    void membersThatFollowASilentLeaderSaySo() {
        Diagnosis diagnosis = why(new Question.Newest(), List.of(silent(1, Silent.How.UNREACHABLE)), two, three);
        assertThat(diagnosis.first().code()).isEqualTo(CauseCode.LEADER_SILENT);
        assertThat(diagnosis.first().member()).isEqualTo(1);
    }

    @Test
    void followersThatHadNothingToSayToOneAnotherAreNotTakenForCutOffWhenTheLeaderIsKilled() {
        two.heard.removeIf(h -> h.peer() == 3);
        three.heard.removeIf(h -> h.peer() == 2);
        Diagnosis diagnosis = why(new Question.Newest(), List.of(silent(1, Silent.How.UNREACHABLE)), two, three);
        assertThat(diagnosis.first().code()).isEqualTo(CauseCode.LEADER_SILENT);
    }

    @Test
    void votersThatOnlyOneLoopAnswersForAreKnownFromTheMembers() {
        two.lead = 0;
        two.loopAnswers = false;
        Diagnosis diagnosis = why(new Question.Newest(), List.of(silent(1, Silent.How.UNREACHABLE), silent(3, Silent.How.UNREACHABLE)),
                two.unheard(1, 60_000).unheard(3, 60_000));
        assertThat(diagnosis.first().code()).isEqualTo(CauseCode.QUORUM_LOST);
        assertThat(diagnosis.quorum()).containsExactly("needs 2 of {1,2,3}; has {2}");
    }

    @Test
    void withoutAnyEvidenceThereIsNoDiagnosis() {
        assertThatThrownBy(() -> Why.diagnose(new Survey(List.of(), List.of()), new Question.Newest()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
