package dev.raftd.server.replica;

import static dev.raftd.server.replica.TestCluster.begin;
import static dev.raftd.server.replica.TestCluster.failure;
import static dev.raftd.server.replica.TestCluster.ok;
import static dev.raftd.server.replica.TestCluster.peerUrl;
import static dev.raftd.server.replica.TestCluster.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.Member;
import dev.raftd.api.MemberAddRequest;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.Outcome;
import dev.raftd.api.WriteResponse;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.replica.TestCluster.Asked;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private final TestCluster cluster = TestCluster.of(3, 2);

    private Answer<MembersResponse> add(long at, long id, boolean learner) {
        return cluster.ask(reply -> cluster.replica(at).addMember(new MemberAddRequest(id, peerUrl(id), learner), reply));
    }

    private Answer<MembersResponse> remove(long id) {
        long leader = cluster.leader();
        return cluster.ask(reply -> cluster.replica(leader).removeMember(id, reply));
    }

    private Answer<MembersResponse> promote(long id) {
        long leader = cluster.leader();
        return cluster.ask(reply -> cluster.replica(leader).promoteMember(id, reply));
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
        Answer<MembersResponse> sameUrl = cluster
                .ask(reply -> cluster.replica(leader).addMember(new MemberAddRequest(7, peerUrl(2), true), reply));
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
        // the leader does not send to it any more: a member that it asks tells it
        cluster.replica(follower).toldRemoved();
        cluster.settle();
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
        assertThat(refused.detail()).isEqualTo("of then 2 voters only 1 would be heard from, 2 are needed");
        ok(remove(dead));
    }

    @Test
    void onlyVoterStays() {
        TestCluster one = TestCluster.of(1, 3);
        Answer<MembersResponse> removal = one.ask(reply -> one.replica(1).removeMember(1, reply));
        assertThat(failure(removal).code()).isEqualTo(ErrorCode.CONF_CHANGE_REFUSED);
        ok(one.ask((Reply<MembersResponse> reply) -> one.replica(1).addMember(new MemberAddRequest(2, peerUrl(2), false), reply)));
        one.join(2);
        one.put(1, "a", "1");
        assertThat(one.get(2, "a")).isEqualTo("1");
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
                reply -> cluster.replica(leader).addMember(new MemberAddRequest(4, peerUrl(4), true), reply));
        Asked<MembersResponse> second = begin(
                reply -> cluster.replica(leader).addMember(new MemberAddRequest(5, peerUrl(5), true), reply));
        cluster.settle();
        assertThat(ok(first.answer()).members()).hasSize(4);
        assertThat(failure(second.answer()).code()).isEqualTo(ErrorCode.CONF_CHANGE_REFUSED);
        assertThat(failure(second.answer()).detail()).contains("unapplied conf change");
    }

    @Test
    void changeThatAnIsolatedLeaderProposedIsNotApplied() {
        long old = cluster.leader();
        cluster.isolate(old);
        Asked<MembersResponse> change = begin(
                reply -> cluster.replica(old).addMember(new MemberAddRequest(4, peerUrl(4), true), reply));
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
}
