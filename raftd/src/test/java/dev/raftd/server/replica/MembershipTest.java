package dev.raftd.server.replica;

import static dev.raftd.server.replica.TestCluster.begin;
import static dev.raftd.server.replica.TestCluster.failure;
import static dev.raftd.server.replica.TestCluster.ok;
import static dev.raftd.server.replica.TestCluster.peerUrl;
import static dev.raftd.server.replica.TestCluster.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.ChangePreview;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.Member;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.Outcome;
import dev.raftd.api.TransferResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.raftpb.EntryType;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.replica.TestCluster.Asked;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private final TestCluster cluster = TestCluster.of(3, 2);

    private Answer<MembersResponse> ask(long at, MemberChange change, boolean force) {
        return cluster.ask(reply -> cluster.replica(at).change(change, force, reply));
    }

    private Answer<MembersResponse> ask(MemberChange change) {
        return ask(cluster.leader(), change, false);
    }

    private Answer<MembersResponse> add(long at, long id, boolean learner) {
        return ask(at, new MemberChange.Add(id, peerUrl(id), learner), false);
    }

    private Answer<MembersResponse> remove(long id) {
        return ask(new MemberChange.Remove(id));
    }

    private Answer<MembersResponse> promote(long id) {
        return ask(new MemberChange.Promote(id));
    }

    private ChangePreview preview(MemberChange change) {
        return ok(cluster.ask(reply -> cluster.replica(cluster.leader()).preview(change, reply)));
    }

    private static String text(long... ids) {
        return LongStream.of(ids).sorted().mapToObj(Long::toString).collect(Collectors.joining(", "));
    }

    private List<Long> voters() {
        return cluster.status(cluster.leader()).config().voters();
    }

    @Test
    void learnerIsAddedCatchesUpIsPromotedAndVotes() {
        cluster.put(1, "a", "1");
        MembersResponse added = ok(add(cluster.leader(), 4, true));
        assertThat(added.members()).contains(new Member(4, peerUrl(4), null, true, false));
        cluster.join(4);
        cluster.until("member 4 caught up", () -> cluster.root(4).size() == 1);
        assertThat(cluster.get(4, "a")).isEqualTo("1");
        cluster.until("promoted", () -> promote(4) instanceof Answer.Ok);
        cluster.converge();
        assertThat(cluster.status(4).config().voters()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(cluster.status(4).config().learners()).isEmpty();
        cluster.put(4, "b", "2");
        assertThat(cluster.get(1, "b")).isEqualTo("2");
        cluster.until("member 4 announced", () -> cluster.root(1).members().get(4L).clientUrl() != null);
    }

    @Test
    void joinedMemberRestartsWithoutBeingBootstrapped() {
        ok(add(cluster.leader(), 4, false));
        cluster.join(4);
        cluster.put(1, "a", "1");
        cluster.until("member 4 caught up", () -> cluster.root(4).size() == 1);
        cluster.kill(4);
        cluster.join(4);
        cluster.put(1, "b", "2");
        assertThat(cluster.get(4, "b")).isEqualTo("2");
    }

    @Test
    void idsAndAddressesAreTakenOnce() {
        long leader = cluster.leader();
        assertThat(failure(add(leader, 2, false)).code()).isEqualTo(ErrorCode.MEMBER_EXISTS);
        assertThat(failure(add(leader, 0, false)).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure(add(leader, -1, false)).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        Answer<MembersResponse> sameUrl = ask(new MemberChange.Add(7, peerUrl(2), true));
        assertThat(failure(sameUrl).code()).isEqualTo(ErrorCode.MEMBER_EXISTS);
        ok(add(leader, 4, true));
        ok(remove(4));
        assertThat(failure(add(leader, 4, true)).code()).as("never used again").isEqualTo(ErrorCode.MEMBER_EXISTS);
        assertThat(failure(remove(4)).code()).isEqualTo(ErrorCode.MEMBER_NOT_FOUND);
    }

    @Test
    void removedFollowerAnswersThatItIsRemovedWhenItLearnsIt() {
        long follower = cluster.follower();
        MembersResponse left = ok(remove(follower));
        assertThat(left.members()).extracting(Member::id).doesNotContain(follower).hasSize(2);
        // the leader does not send to it any more: members that it asks tell it
        cluster.tick(1);
        Answer<WriteResponse> write = cluster.ask(reply -> cluster.replica(follower).write(put("a", "1"), null, reply));
        Answer<KvRoot> read = cluster.ask(reply -> cluster.replica(follower).read(true, reply));
        assertThat(failure(write).code()).isEqualTo(ErrorCode.NODE_REMOVED);
        assertThat(failure(read).code()).isEqualTo(ErrorCode.NODE_REMOVED);
        cluster.kill(follower);
        cluster.put(cluster.leader(), "a", "1");
    }

    @Test
    void removedLeaderAnswersAndTheOthersElectAnother() {
        long leader = cluster.leader();
        ok(remove(leader));
        Answer<WriteResponse> write = cluster.ask(reply -> cluster.replica(leader).write(put("a", "1"), null, reply));
        assertThat(failure(write).code()).isEqualTo(ErrorCode.NODE_REMOVED);
        cluster.kill(leader);
        long next = cluster.leader();
        assertThat(next).isNotEqualTo(leader);
        cluster.put(next, "a", "1");
        cluster.start(leader);
        cluster.settle();
        Answer<WriteResponse> again = cluster.ask(reply -> cluster.replica(leader).write(put("a", "1"), null, reply));
        assertThat(failure(again).outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void removalThatWouldLoseTheQuorumIsRefused() {
        long leader = cluster.leader();
        long dead = cluster.follower();
        long alive = 6 - leader - dead;
        cluster.kill(dead);
        cluster.tick(2 * TestCluster.ELECTION_TICKS);
        Failure refused = failure(remove(alive));
        assertThat(refused.code()).isEqualTo(ErrorCode.CONF_CHANGE_REFUSED);
        assertThat(refused.detail())
                .isEqualTo("of the 2 voters then (" + text(leader, dead) + ") only 1 is healthy (" + leader + "), a quorum is 2");
        ok(remove(dead));
    }

    @Test
    void onlyVoterStays() {
        TestCluster one = TestCluster.of(1, 3);
        Answer<MembersResponse> removal = one.ask(reply -> one.replica(1).change(new MemberChange.Remove(1), true, reply));
        assertThat(failure(removal).code()).isEqualTo(ErrorCode.CONF_CHANGE_REFUSED);
        ok(one.ask((Reply<MembersResponse> reply) -> one.replica(1).change(new MemberChange.Add(2, peerUrl(2), false), false, reply)));
        one.join(2);
        one.put(1, "a", "1");
        assertThat(one.get(2, "a")).isEqualTo("1");
        one.until("two voters", () -> one.status(2).config().voters().size() == 2);
    }

    @Test
    void learnerThatLagsIsNotPromoted() {
        ok(add(cluster.leader(), 4, true));
        Failure refused = failure(promote(4));
        assertThat(refused.code()).isEqualTo(ErrorCode.CONF_CHANGE_REFUSED);
        assertThat(refused.detail()).contains("entries behind");
        assertThat(failure(promote(2)).code()).as("votes already").isEqualTo(ErrorCode.CONF_CHANGE_REFUSED);
        assertThat(failure(promote(9)).code()).isEqualTo(ErrorCode.MEMBER_NOT_FOUND);
    }

    @Test
    void changesAreTheLeaders() {
        Failure refused = failure(add(cluster.follower(), 4, true));
        assertThat(refused.code()).isEqualTo(ErrorCode.LEADER_CHANGED);
        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void secondChangeBeforeTheFirstIsAppliedIsRefusedWithTheReason() {
        long leader = cluster.leader();
        Asked<MembersResponse> first = begin(
                reply -> cluster.replica(leader).change(new MemberChange.Add(4, peerUrl(4), true), false, reply));
        Asked<MembersResponse> second = begin(
                reply -> cluster.replica(leader).change(new MemberChange.Add(5, peerUrl(5), true), false, reply));
        cluster.settle();
        assertThat(ok(first.answer()).members()).hasSize(4);
        assertThat(failure(second.answer()).code()).isEqualTo(ErrorCode.CONF_CHANGE_REFUSED);
        assertThat(failure(second.answer()).detail()).isEqualTo("another change is being proposed: wait until it is done");
    }

    @Test
    void changeThatAnIsolatedLeaderProposedIsNotApplied() {
        long old = cluster.leader();
        cluster.isolate(old);
        Asked<MembersResponse> change = begin(
                reply -> cluster.replica(old).change(new MemberChange.Add(4, peerUrl(4), true), false, reply));
        cluster.settle();
        long other = cluster.places.keySet().stream().filter(id -> id != old).findFirst().orElseThrow();
        cluster.until("another leader", () -> cluster.replica(other).leader() != old && cluster.replica(other).leader() != 0);
        cluster.put(other, "a", "1");
        cluster.heal();
        cluster.until("an answer", () -> change.answer() != null);
        assertThat(failure(change.answer()).code()).isEqualTo(ErrorCode.LEADER_CHANGED);
        assertThat(failure(change.answer()).outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(ok(cluster.ask(cluster.replica(old)::members)).members()).hasSize(3);
    }

    /// It stood far behind where the log goes on.
    @Test
    void changeThatWasLostDoesNotHoldUpLaterOnes() {
        long old = cluster.leader();
        cluster.isolate(old);
        for (int i = 0; i < 20; i++) {
            begin((Reply<WriteResponse> reply) -> cluster.replica(old).write(put("a", "1"), null, reply));
        }
        begin((Reply<MembersResponse> reply) -> cluster.replica(old).change(new MemberChange.Add(4, peerUrl(4), true), false, reply));
        cluster.settle();
        long other = cluster.places.keySet().stream().filter(id -> id != old).findFirst().orElseThrow();
        cluster.until("another leader", () -> cluster.replica(other).leader() != old && cluster.replica(other).leader() != 0);
        cluster.heal();
        cluster.put(cluster.leader(), "b", "2");
        cluster.converge();
        ok(cluster.ask((Reply<TransferResponse> reply) -> cluster.replica(cluster.leader()).transfer(old, reply)));
        cluster.tick(1);
        assertThat(ok(add(old, 5, true)).members()).hasSize(4);
    }

    // A new voter.

    @Test
    void newVoterIsPromotedByItselfOnceItHasCaughtUp() {
        ok(add(cluster.leader(), 4, false));
        cluster.tick(3);
        Member waiting = ok(cluster.ask(cluster.replica(cluster.leader())::members)).members().getLast();
        assertThat(waiting.learner()).isTrue();
        assertThat(waiting.prospect().becomes()).isEqualTo("voter");
        assertThat(waiting.prospect().waitsFor()).contains("not heard from");
        assertThat(voters()).containsExactly(1L, 2L, 3L);
        cluster.join(4);
        cluster.until("promoted", () -> voters().size() == 4);
        cluster.converge();
        assertThat(ok(cluster.ask(cluster.replica(4)::members)).members()).allMatch(m -> !m.learner() && m.prospect() == null);
    }

    @Test
    void pureLearnerStaysOne() {
        ok(add(cluster.leader(), 4, true));
        cluster.join(4);
        cluster.until("member 4 caught up", () -> cluster.root(4).members().containsKey(4L));
        cluster.tick(5 * TestCluster.ELECTION_TICKS);
        assertThat(voters()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void nextLeaderGoesOnWithThePromotionAlsoFromASnapshot() {
        ok(add(cluster.leader(), 4, false));
        long first = cluster.leader();
        for (long id : List.of(1L, 2L, 3L)) {
            cluster.kill(id);
        }
        for (long id : List.of(1L, 2L, 3L)) {
            cluster.start(id);
        }
        cluster.isolate(first);
        cluster.until("another leader", () -> cluster.replica(first == 1 ? 2 : 1).leader() != first
                && cluster.replica(first == 1 ? 2 : 1).leader() != 0);
        cluster.heal();
        cluster.join(4);
        cluster.until("promoted", () -> voters().size() == 4);
        cluster.put(4, "a", "1");
    }

    @Test
    void newVoterWaitsWhileItWouldLoseTheQuorum() {
        long dead = cluster.follower();
        ok(add(cluster.leader(), 4, false));
        cluster.join(4);
        cluster.until("four voters", () -> voters().size() == 4);
        ok(add(cluster.leader(), 5, false));
        cluster.kill(dead);
        cluster.tick(2 * TestCluster.ELECTION_TICKS);
        cluster.kill(4); // of the four voters two are left: no quorum, until it is back
        cluster.tick(5);
        cluster.join(5);
        cluster.tick(5);
        cluster.start(4);
        cluster.until("five voters", () -> voters().size() == 5);
    }

    // Replacing.

    @Test
    void replacementTakesThePlaceInOneJointChange() {
        cluster.put(1, "a", "1");
        long old = cluster.follower();
        MembersResponse begun = ok(ask(new MemberChange.Replace(old, 4, peerUrl(4))));
        assertThat(begun.members()).hasSize(4);
        assertThat(begun.members().stream().filter(m -> m.id() == old).findFirst().orElseThrow().prospect().replacedBy()).isEqualTo(4);
        cluster.join(4);
        cluster.until("replaced", () -> cluster.root(4).wasRemoved(old));
        assertThat(voters()).hasSize(3).contains(4L).doesNotContain(old);
        assertThat(cluster.status(cluster.leader()).config().votersOutgoing()).isEmpty();
        cluster.until("the old one may end", () -> cluster.places.get(old).ended);
        cluster.kill(old);
        assertThat(cluster.get(4, "a")).isEqualTo("1");
    }

    @Test
    void deadMemberIsReplacedAtItsOwnUrl() {
        long old = cluster.follower();
        cluster.kill(old);
        cluster.tick(2 * TestCluster.ELECTION_TICKS);
        ok(ask(new MemberChange.Replace(old, 4, peerUrl(old))));
        cluster.join(4);
        cluster.until("replaced", () -> voters().contains(4L));
        cluster.until("left the joint configuration", () -> cluster.root(4).wasRemoved(old));
        assertThat(cluster.root(4).members().get(4L).peerUrl()).isEqualTo(peerUrl(old));
    }

    @Test
    void leaderThatIsReplacedHandsOverFirst() {
        long old = cluster.leader();
        ok(ask(new MemberChange.Replace(old, 4, peerUrl(4))));
        cluster.join(4);
        cluster.until("replaced", () -> cluster.root(4).wasRemoved(old));
        cluster.kill(old);
        assertThat(voters()).hasSize(3).contains(4L).doesNotContain(old);
        cluster.put(4, "a", "1");
    }

    @Test
    void onlyVoterIsReplaced() {
        TestCluster one = TestCluster.of(1, 3);
        one.put(1, "a", "1");
        ok(one.ask((Reply<MembersResponse> reply) -> one.replica(1).change(new MemberChange.Replace(1, 2, peerUrl(2)), false, reply)));
        one.join(2);
        one.until("replaced", () -> one.root(2).wasRemoved(1));
        one.until("the old one may end", () -> one.places.get(1L).ended);
        one.kill(1);
        one.until("leads alone", () -> one.replica(2).leader() == 2);
        assertThat(one.get(2, "a")).isEqualTo("1");
    }

    @Test
    void replacementGoesOnWhenTheLeaderDiesInTheJointConfiguration() {
        long old = cluster.leader();
        long next = cluster.follower();
        ok(cluster.ask((Reply<TransferResponse> reply) -> cluster.replica(old).transfer(next, reply)));
        ok(ask(new MemberChange.Replace(old, 4, peerUrl(4))));
        // nobody hears that the joint configuration is to be left
        cluster.drops = m -> m.entries().stream().anyMatch(e -> e.type() == EntryType.CONF_CHANGE_V2 && e.data().length == 0);
        cluster.join(4);
        cluster.until("joint", () -> !cluster.status(next).config().votersOutgoing().isEmpty());
        cluster.kill(next);
        cluster.drops = m -> false;
        cluster.start(next);
        cluster.until("left it", () -> cluster.root(4).wasRemoved(old));
        assertThat(voters()).hasSize(3).contains(4L).doesNotContain(old);
    }

    @Test
    void replacementIsCancelledByRemovingTheNewOne() {
        long old = cluster.follower();
        ok(ask(new MemberChange.Replace(old, 4, peerUrl(4))));
        assertThat(failure(ask(new MemberChange.Replace(old, 5, peerUrl(5)))).detail())
                .isEqualTo("member 4 takes the place of member " + old + " already");
        ok(remove(4));
        cluster.tick(3 * TestCluster.ELECTION_TICKS);
        assertThat(ok(cluster.ask(cluster.replica(old)::members)).members()).hasSize(3).allMatch(m -> m.prospect() == null);
        assertThat(failure(ask(new MemberChange.Replace(old, 4, peerUrl(4)))).detail()).contains("never used again");
    }

    @Test
    void learnersAndStrangersAreNotReplaced() {
        ok(add(cluster.leader(), 4, true));
        assertThat(failure(ask(new MemberChange.Replace(4, 5, peerUrl(5)))).code()).isEqualTo(ErrorCode.CONF_CHANGE_REFUSED);
        assertThat(failure(ask(new MemberChange.Replace(9, 5, peerUrl(5)))).code()).isEqualTo(ErrorCode.MEMBER_NOT_FOUND);
        assertThat(failure(ask(new MemberChange.Replace(1, 2, peerUrl(5)))).code()).isEqualTo(ErrorCode.MEMBER_EXISTS);
    }

    // Previews and force.

    @Test
    void previewTellsWhatARemovalComesToAndProposesNothing() {
        long before = cluster.status(cluster.leader()).log().lastIndex();
        ChangePreview preview = preview(new MemberChange.Remove(cluster.follower()));
        assertThat(preview.refusal()).isNull();
        assertThat(preview.stages()).extracting(ChangePreview.Stage::name).containsExactly("now", "then");
        assertThat(preview.stages()).extracting(ChangePreview.Stage::survives).containsExactly(1, 0);
        assertThat(preview.stages()).extracting(ChangePreview.Stage::survivesNow).containsExactly(1, 0);
        assertThat(preview.stages().getLast().voters()).hasSize(2);
        assertThat(cluster.status(cluster.leader()).log().lastIndex()).isEqualTo(before);
    }

    @Test
    void previewShowsTheJointStepOfAReplacement() {
        ChangePreview preview = preview(new MemberChange.Replace(1, 4, peerUrl(4)));
        assertThat(preview.stages()).extracting(ChangePreview.Stage::name).containsExactly("now", "then", "caught up", "after that");
        ChangePreview.Stage joint = preview.stages().get(2);
        assertThat(joint.voters()).containsExactly(2L, 3L, 4L);
        assertThat(joint.votersOutgoing()).containsExactly(1L, 2L, 3L);
        assertThat(joint.quorumOutgoing()).isEqualTo(2);
        assertThat(preview.stages().getLast().voters()).containsExactly(2L, 3L, 4L);
        assertThat(preview.stages().getLast().votersOutgoing()).isEmpty();
    }

    @Test
    void removalThatLosesTheQuorumIsForcedOnlyWithItsRiskNamed() {
        long leader = cluster.leader();
        long dead = cluster.follower();
        long alive = 6 - leader - dead;
        cluster.kill(dead);
        cluster.tick(2 * TestCluster.ELECTION_TICKS);
        ChangePreview preview = preview(new MemberChange.Remove(alive));
        assertThat(preview.refusal()).contains("a quorum is 2");
        assertThat(preview.forceable()).isTrue();
        assertThat(preview.risk()).isEqualTo("nothing can be written or read, nor any member changed, until member " + dead
                + " is healthy; if that never comes, the cluster is lost");
        assertThat(preview.stages().getLast().survivesNow()).isEqualTo(-1);
        ok(ask(leader, new MemberChange.Remove(alive), true));
        cluster.start(dead);
        cluster.put(dead, "a", "1");
    }

    @Test
    void forceGetsTheBetterOfNothingElse() {
        long leader = cluster.leader();
        assertThat(failure(ask(leader, new MemberChange.Add(2, peerUrl(9), true), true)).code()).isEqualTo(ErrorCode.MEMBER_EXISTS);
        assertThat(failure(ask(leader, new MemberChange.Remove(9), true)).code()).isEqualTo(ErrorCode.MEMBER_NOT_FOUND);
        ok(add(leader, 4, true));
        ok(remove(4));
        assertThat(failure(ask(leader, new MemberChange.Add(4, peerUrl(4), true), true)).code()).isEqualTo(ErrorCode.MEMBER_EXISTS);
        Asked<MembersResponse> first = begin(
                reply -> cluster.replica(leader).change(new MemberChange.Add(5, peerUrl(5), true), false, reply));
        Asked<MembersResponse> second = begin(reply -> cluster.replica(leader).change(new MemberChange.Remove(2), true, reply));
        cluster.settle();
        assertThat(List.of(first.answer() instanceof Answer.Ok, second.answer() instanceof Answer.Ok)).containsOnlyOnce(true);
    }

    @Test
    void laggingLearnerIsPromotedByForce() {
        ok(add(cluster.leader(), 4, true));
        assertThat(preview(new MemberChange.Promote(4)).risk()).contains("counts as a voter at once");
        ok(ask(cluster.leader(), new MemberChange.Promote(4), true));
        assertThat(voters()).hasSize(4);
    }

    // Who answers at a new member's URL.

    @Test
    void nobodyAtTheUrlYetIsNoted() {
        MembersResponse added = ok(add(cluster.leader(), 4, false));
        assertThat(added.note()).isEqualTo("nothing answers at http://peer4 yet; start it with: raftd start --id 4 --join "
                + peerUrl(cluster.leader()) + " --listen-peer http://peer4");
    }

    @Test
    void whoeverAnswersAtTheUrlIsNotAdded() {
        TestCluster other = new TestCluster(5);
        record Case(PeerProbe.Finding finding, String detail) {}
        List<Case> cases = List.of(
                new Case(new PeerProbe.Finding.Raftd("00000000000000ff", 4), "a member of another cluster (00000000000000ff) answers"),
                new Case(new PeerProbe.Finding.Raftd("000000000000002a", 2), "member 2 of this cluster answers"),
                new Case(new PeerProbe.Finding.Other("it answered 404"), "no raftd's peer port: it answered 404"));
        PeerProbe.Finding[] found = new PeerProbe.Finding[1];
        other.probe = url -> found[0];
        other.found(1);
        for (Case c : cases) {
            found[0] = c.finding;
            Failure refused = failure(other
                    .ask((Reply<MembersResponse> reply) -> other.replica(1).change(new MemberChange.Add(4, peerUrl(4), true), true,
                            reply)));
            assertThat(refused.code()).isEqualTo(ErrorCode.PEER_URL_REFUSED);
            assertThat(refused.detail()).contains(c.detail);
        }
        found[0] = new PeerProbe.Finding.Unresolved("peer4");
        MemberChange add = new MemberChange.Add(4, peerUrl(4), true);
        assertThat(failure(other.ask((Reply<MembersResponse> reply) -> other.replica(1).change(add, false, reply))).detail())
                .isEqualTo("the host peer4 has no address");
        ok(other.ask((Reply<MembersResponse> reply) -> other.replica(1).change(add, true, reply)));
    }

    @Test
    void clientUrlIsNoPeerUrl() {
        cluster.until("announced", () -> cluster.root(1).members().values().stream().allMatch(m -> m.clientUrl() != null));
        Failure refused = failure(ask(new MemberChange.Add(4, TestCluster.clientUrl(2) + "/", true)));
        assertThat(refused.code()).isEqualTo(ErrorCode.PEER_URL_REFUSED);
        assertThat(refused.detail()).isEqualTo("member 2 serves clients at http://client2");
    }

    // The end of a removed member.

    @Test
    void removedMemberMayEndOnceAMajorityOfTheOthersKnows() {
        long follower = cluster.follower();
        cluster.isolate(follower);
        ok(remove(follower));
        cluster.tick(3 * TestCluster.ELECTION_TICKS);
        assertThat(cluster.places.get(follower).ended).isFalse();
        cluster.heal();
        cluster.until("it may end", () -> cluster.places.get(follower).ended);
    }

    @Test
    void removedOneOfTwoStaysUntilTheOtherCanDoWithoutIt() {
        TestCluster two = TestCluster.of(2, 4);
        long leader = two.leader();
        long other = 3 - leader;
        // the commit of the removal does not reach the other one
        two.drops = m -> m.to() == other && m.commit() >= two.status(leader).log().lastIndex();
        Asked<MembersResponse> removal = begin(reply -> two.replica(leader).change(new MemberChange.Remove(leader), false, reply));
        two.until("applied", () -> removal.answer() != null);
        two.drops = m -> false;
        two.kill(other);
        two.start(other);
        two.until("the other one leads alone", () -> two.status(other).config().voters().equals(List.of(other))
                && two.replica(other).leader() == other);
        two.until("it may end", () -> two.places.get(leader).ended);
        two.kill(leader);
        two.put(other, "a", "1");
    }

    @Test
    void removedMemberSaysWhereClientsAreServed() {
        cluster.until("announced", () -> cluster.root(1).members().values().stream().allMatch(m -> m.clientUrl() != null));
        long leader = cluster.leader();
        ok(remove(leader));
        Failure gone = failure(cluster.ask((Reply<KvRoot> reply) -> cluster.replica(leader).read(true, reply)));
        List<String> left = List.of(1L, 2L, 3L).stream().filter(id -> id != leader).map(TestCluster::clientUrl).toList();
        assertThat(gone.detail()).isEqualTo(
                "this member was removed from the cluster; clients are served at " + String.join(", ", left));
    }

    /// Who was told ends. A member that forgot that it said so would ask the one that ended for its vote, for ever.
    @Test
    void removalIsToldByWhoeverKnowsOfItAfterACrashToo() {
        TestCluster two = TestCluster.of(2, 5);
        long stays = two.leader();
        long goes = 3 - stays;
        two.put(stays, "a", "1");
        ok(two.ask((Reply<MembersResponse> reply) -> two.replica(stays).change(new MemberChange.Remove(goes), false, reply)));
        assertThat(two.replica(stays).isRemoved(goes)).isTrue();
        assertThat(two.replica(stays).isRemovedDurably(goes)).isFalse();
        two.replica(stays).writer().idle();
        assertThat(two.replica(stays).isRemovedDurably(goes)).isTrue();
        two.kill(stays);
        assertThat(two.start(stays).isRemovedDurably(goes)).isFalse();
        two.until("the removal is applied again", () -> two.replica(stays).isRemovedDurably(goes));
        assertThat(two.replica(stays).isRemovedDurably(stays)).isFalse();
    }
}
