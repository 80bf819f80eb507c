package dev.raftd.raft.paper;

import static dev.raftd.raft.paper.Messages.appended;
import static dev.raftd.raft.paper.Messages.bytes;
import static dev.raftd.raft.paper.Messages.heartbeat;
import static dev.raftd.raft.paper.Messages.lines;
import static dev.raftd.raft.paper.Messages.ofType;
import static dev.raftd.raft.paper.Messages.timeoutNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raft.StateType;
import dev.raftd.raft.StepResult;
import dev.raftd.raft.StepResult.Refusal;
import dev.raftd.raftpb.ConfChange;
import dev.raftd.raftpb.ConfChangeType;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Leadership transfer: thesis, section 3.10.
class TransferTest {
    private static final Stored THREE = Stored.voters(1, 2, 3);

    /// A leader with one committed entry, which node 2 has; node 3 has nothing.
    private static Member leader() {
        Member m = Member.leader(1, THREE);
        m.step(appended(2, 1, 1, 1));
        return m;
    }

    private static List<Message> transfer(Member m, long to) {
        assertThat(m.node().transferLeader(to)).isEqualTo(StepResult.DONE);
        return m.settle();
    }

    private static void assertRefused(StepResult result, Refusal refusal) {
        assertThat(result).isInstanceOfSatisfying(StepResult.Refused.class, r -> assertThat(r.refusal()).isEqualTo(refusal));
    }

    /// Section 3.10: the leader tells a transferee that has the whole log to campaign at once.
    @Test
    void transfereeWithTheWholeLogIsToldAtOnce() {
        Member m = leader();
        assertThat(transfer(m, 2)).containsExactly(timeoutNow(1, 2, 1));
        assertThat(m.status().leadTransferee()).isEqualTo(2);
    }

    /// Section 3.10, step 2: a transferee that lacks entries gets them first.
    @Test
    void transfereeGetsTheWholeLogFirst() {
        Member m = leader();
        m.step(appended(3, 1, 1, 1));
        m.propose("x");
        assertThat(ofType(MessageType.MSG_TIMEOUT_NOW, transfer(m, 3))).isEmpty();
        assertThat(m.step(appended(3, 1, 1, 2))).contains(timeoutNow(1, 3, 1));
    }

    /// Section 3.10, step 3: the transferee does not wait for its timeout, and, as its term is higher, the old leader steps down.
    @Test
    void transfereeBecomesLeader() {
        Group group = Group.of(3);
        group.elect(1);
        group.member(1).node().transferLeader(3);
        group.settle();
        assertThat(group.leaders()).containsExactly(3L);
        assertThat(group.members()).allSatisfy(m -> assertThat(m.term()).isEqualTo(2));
        assertThat(group.member(1).status().lead()).isEqualTo(3);
    }

    /// Section 3.10: also one that lags behind becomes leader, and nothing is lost.
    @Test
    void laggingTransfereeBecomesLeaderWithTheWholeLog() {
        Group group = Group.of(3);
        group.elect(1);
        group.cut(3);
        group.propose(1, "x");
        group.heal();
        group.heartbeat(1);
        group.member(1).node().transferLeader(3);
        group.settle();
        group.propose(3, "y");
        assertThat(group.leaders()).containsExactly(3L);
        assertThat(group.member(1).applied()).containsExactly("x", "y");
    }

    /// Section 3.10, step 1: the leader takes no proposals meanwhile.
    @Test
    void proposalsAreDroppedMeanwhile() {
        Member m = leader();
        transfer(m, 3);
        assertRefused(m.node().propose(bytes("x")), Refusal.PROPOSAL_DROPPED);
        assertThat(m.settle()).isEmpty();
    }

    /// Section 3.10: a transfer that has not succeeded within an election timeout is given up, and proposals are taken again.
    @Test
    void transferIsGivenUpAfterAnElectionTimeout() {
        Member m = leader();
        m.tick(5);
        transfer(m, 3);
        m.tick(Member.ELECTION_TICK - 1);
        assertRefused(m.node().propose(bytes("x")), Refusal.PROPOSAL_DROPPED);
        m.tick(1);
        assertThat(m.status().leadTransferee()).isZero();
        assertThat(m.node().propose(bytes("x"))).isInstanceOf(StepResult.Appended.class);
        assertThat(m.state()).isEqualTo(StateType.LEADER);
    }

    /// A follower passes the wish on to its leader.
    @Test
    void followerPassesTheWishOn() {
        Group group = Group.of(3);
        group.elect(1);
        assertThat(group.member(2).node().transferLeader(2)).isEqualTo(new StepResult.Forwarded(1));
        group.settle();
        assertThat(group.leaders()).containsExactly(2L);
    }

    /// Without a leader there is nothing to hand over.
    @Test
    void transferWithoutALeaderIsRefused() {
        assertRefused(Member.of(1, THREE).node().transferLeader(2), Refusal.NO_LEADER);
    }

    /// Only another voter can take over.
    @Test
    void onlyAnotherVoterCanTakeOver() {
        Member m = Member.leader(1, Stored.voters(1, 2).learners(3));
        for (long id : new long[]{1, 3, 4}) {
            assertRefused(m.node().transferLeader(id), Refusal.NOT_POSSIBLE);
        }
        assertThat(m.status().leadTransferee()).isZero();
        assertThat(m.settle()).isEmpty();
    }

    /// A later wish replaces the earlier one; the same one again changes nothing, nor does it prolong the time.
    @Test
    void laterWishReplacesTheEarlierOne() {
        Member m = leader();
        transfer(m, 3);
        m.tick(Member.ELECTION_TICK - 1);
        assertRefused(m.node().transferLeader(3), Refusal.NOT_POSSIBLE);
        assertThat(transfer(m, 2)).containsExactly(timeoutNow(1, 2, 1));
        m.tick(1);
        assertThat(m.status().leadTransferee()).as("it has its own time").isEqualTo(2);
    }

    /// A wish of the leader to keep its leadership takes back the earlier one.
    @Test
    void transferToItselfTakesTheWishBack() {
        Member m = leader();
        transfer(m, 3);
        assertRefused(m.node().transferLeader(1), Refusal.NOT_POSSIBLE);
        assertThat(m.node().propose(bytes("x"))).isInstanceOf(StepResult.Appended.class);
    }

    /// Section 4.2.3: a transfer is no disruption: voters that heard of their leader a moment ago grant the transferee their votes.
    @Test
    void votersDisregardTheLeaseForATransfer() {
        Group group = Group.of(3, c -> c.checkQuorum(true).preVote(true));
        group.elect(1);
        group.heartbeat(1);
        group.member(1).node().transferLeader(2);
        group.settle();
        assertThat(group.leaders()).containsExactly(2L);
        assertThat(group.delivered(MessageType.MSG_PRE_VOTE).stream().filter(m -> m.from() == 2)).as("it does not ask first").isEmpty();
    }

    /// The mark that tells voters of it is etcd's, so that mixed groups understand each other.
    @Test
    void transferIsMarkedAsInEtcd() {
        Member m = Member.of(2, THREE);
        m.step(heartbeat(1, 2, 1, 0));
        List<Message> requests = m.step(timeoutNow(1, 2, 1));
        assertThat(lines(requests)).containsExactly("2->1 MsgVote Term:2 Log:0/0", "2->3 MsgVote Term:2 Log:0/0");
        assertThat(requests).allSatisfy(r -> assertThat(Messages.text(r.context())).isEqualTo("CampaignTransfer"));
    }

    /// A node that has been removed, or is a learner, does not campaign even if told to.
    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void nonVoterDoesNotCampaignWhenToldTo(long id) {
        Member m = Member.of(id, Stored.voters(1, 2).learners(3));
        assertThat(m.step(timeoutNow(1, id, 1))).isEmpty();
        assertThat(m.state()).isEqualTo(StateType.FOLLOWER);
    }

    /// A transferee that is removed meanwhile cannot take over any more.
    @Test
    void removalOfTheTransfereeEndsTheTransfer() {
        Member m = leader();
        m.node().proposeConfChange(new ConfChange(0, ConfChangeType.REMOVE_NODE, 3, new byte[0]));
        m.settle();
        transfer(m, 3);
        m.step(appended(2, 1, 1, 2));
        assertThat(m.members().voters()).containsExactly(1L, 2L);
        assertThat(m.status().leadTransferee()).isZero();
    }

    /// Losing the leadership in another way ends the transfer too.
    @Test
    void higherTermEndsTheTransfer() {
        Member m = leader();
        transfer(m, 3);
        m.step(heartbeat(2, 1, 2, 1));
        assertThat(m.status().leadTransferee()).isZero();
    }
}
