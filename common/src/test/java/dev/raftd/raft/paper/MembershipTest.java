package dev.raftd.raft.paper;

import static dev.raftd.raft.paper.Messages.appended;
import static dev.raftd.raft.paper.Messages.bytes;
import static dev.raftd.raft.paper.Messages.voted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.raft.Config;
import dev.raftd.raft.MemoryStorage;
import dev.raftd.raft.Peer;
import dev.raftd.raft.RawNode;
import dev.raftd.raft.StateType;
import dev.raftd.raft.StepResult;
import dev.raftd.raft.StepResult.Appended;
import dev.raftd.raftpb.ConfChange;
import dev.raftd.raftpb.ConfChangeI;
import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.raftpb.ConfChangeTransition;
import dev.raftd.raftpb.ConfChangeType;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.MessageType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Changes of one member at a time: thesis, sections 4.1 to 4.3; learners: section 4.2.1. As in etcd a configuration takes effect when its
/// entry is applied, not when it is appended; so there is at most one that is not yet applied.
class MembershipTest {
    private static final Stored THREE = Stored.voters(1, 2, 3);

    private static ConfChangeV2 change(ConfChangeType type, long id) {
        return new ConfChangeV2(ConfChangeTransition.AUTO, List.of(new ConfChangeSingle(type, id)), new byte[0]);
    }

    private static ConfChangeV2 add(long id) {
        return change(ConfChangeType.ADD_NODE, id);
    }

    private static ConfChangeV2 addLearner(long id) {
        return change(ConfChangeType.ADD_LEARNER_NODE, id);
    }

    private static ConfChangeV2 remove(long id) {
        return change(ConfChangeType.REMOVE_NODE, id);
    }

    private static void propose(Group group, long leader, ConfChangeI change) {
        assertThat(group.member(leader).node().proposeConfChange(change))
                .isInstanceOfSatisfying(Appended.class, a -> assertThat(a.confChangeRefused()).isNull());
        group.settle();
    }

    private static Group led(int voters) {
        Group group = Group.of(voters);
        group.elect(1);
        return group;
    }

    /// Section 4.1: a change is an entry of the log; once it is committed and applied, all have the new configuration.
    @Test
    void addedVoterGetsTheLogAndCounts() {
        Group group = led(3);
        group.propose(1, "x");
        group.add(Member.of(4, THREE));
        propose(group, 1, add(4));
        assertThat(group.members()).allSatisfy(m -> assertThat(m.members()).isEqualTo(ConfState.of(List.of(1L, 2L, 3L, 4L))));
        assertThat(group.member(4).applied()).containsExactly("x");

        group.cut(3, 4); // two of four are no majority
        group.propose(1, "y");
        assertThat(group.member(1).applied()).containsExactly("x");
        group.heal();
        group.cut(3);
        group.heartbeat(1);
        assertThat(group.member(1).applied()).containsExactly("x", "y");
    }

    static Stream<ConfChangeI> bothForms() {
        return Stream.of(new ConfChange(0, ConfChangeType.ADD_NODE, 4, new byte[0]), add(4));
    }

    /// The older and the newer form of a single change mean the same.
    @ParameterizedTest
    @MethodSource("bothForms")
    void bothFormsOfAChangeMeanTheSame(ConfChangeI change) {
        Group group = led(3);
        propose(group, 1, change);
        assertThat(group.member(2).members()).isEqualTo(ConfState.of(List.of(1L, 2L, 3L, 4L)));
        assertThat(group.member(2).log().getLast().type()).isEqualTo(change.entryType());
    }

    /// Section 4.1: the old and the new majority must overlap, so a second change waits for the first. It is refused with a reason, and an
    /// empty entry takes its place.
    @Test
    void secondChangeIsRefusedUntilTheFirstIsApplied() {
        Group group = led(3);
        RawNode leader = group.member(1).node();
        leader.proposeConfChange(add(4));
        StepResult second = leader.proposeConfChange(add(5));
        assertThat(second).isEqualTo(new Appended(3, 1, "possible unapplied conf change at index 2 (applied to 1)"));
        group.settle();
        assertThat(group.member(1).members().voters()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(group.member(2).log().getLast().type()).isEqualTo(EntryType.NORMAL);
        propose(group, 1, remove(4));
    }

    /// Errata of section 4.1 (Ongaro, 2015): a new leader proposes no change before an entry of its term is committed. Here: before it
    /// has applied all that was in its log, where there may be a change of an earlier leader.
    @Test
    void newLeaderProposesNoChangeBeforeItHasAppliedItsLog() {
        Member m = Member.leader(1, THREE.log(1, 1).state(1, 0, 1));
        assertThat(m.node().proposeConfChange(add(4)))
                .isEqualTo(new Appended(4, 2, "possible unapplied conf change at index 2 (applied to 1)"));
        m.settle();
        m.step(appended(2, 1, 2, 4));
        assertThat(m.node().proposeConfChange(add(4))).isEqualTo(new Appended(5, 2, null));
    }

    /// Section 4.1, in etcd's terms: a candidate whose log has a committed change that it has not applied may count wrong majorities.
    @Test
    void nodeWithAnUnappliedChangeDoesNotCampaign() {
        Group group = led(3);
        Member m = group.member(2);
        group.cut(2);
        propose(group, 1, add(4));
        group.heal();
        group.lose(message -> message.to() == 2);
        group.heartbeat(1);
        // Node 2 takes the entry and its commit, but has not come to apply it.
        m.stepResult(Messages.append(1, 2, 1, new Place(1, 1), 2, group.member(1).log().getLast()));
        assertThat(m.status().commit()).isEqualTo(2);
        assertThat(m.node().campaign()).isInstanceOf(StepResult.Refused.class);
        assertThat(m.state()).isEqualTo(StateType.FOLLOWER);
    }

    /// Section 4.2.2: a leader that is removed goes on managing the group until it steps down, without counting itself.
    @Test
    void removedLeaderManagesTheGroupWithoutCountingItself() {
        Group group = led(3);
        propose(group, 1, remove(1));
        assertThat(group.member(1).state()).isEqualTo(StateType.LEADER);
        assertThat(group.member(1).node().status().config().voters().contains(1)).isFalse();
        assertThat(group.member(1).node().propose(bytes("x"))).isInstanceOf(StepResult.Refused.class);
        group.forget();
        group.heartbeat(1);
        assertThat(group.delivered(MessageType.MSG_HEARTBEAT)).hasSize(2);
    }

    /// Section 4.2.2: what a leader proposed before its removal is committed by a majority of the others, in which it does not count.
    @Test
    void removedLeaderIsNotInTheMajority() {
        Group group = led(3);
        group.lose(m -> m.to() == 3);
        RawNode leader = group.member(1).node();
        leader.proposeConfChange(remove(1));
        leader.propose(bytes("x"));
        group.settle();
        // Nodes 1 and 2 committed the removal. They both have x, but it needs nodes 2 and 3.
        assertThat(group.member(1).applied()).isEmpty();
        assertThat(group.member(2).log()).isEqualTo(group.member(1).log());

        group.heal();
        group.heartbeat(1);
        assertThat(group.members()).allSatisfy(m -> assertThat(m.applied()).containsExactly("x"));
    }

    /// Section 4.2.2: a leader steps down once its removal is committed; here, if it was told to.
    @Test
    void removedLeaderStepsDownOnceItsRemovalIsCommitted() {
        Group group = Group.of(3, c -> c.stepDownOnRemoval(true));
        group.elect(1);
        propose(group, 1, remove(1));
        assertThat(group.member(1).state()).isEqualTo(StateType.FOLLOWER);
        group.elect(2);
        group.propose(2, "x");
        assertThat(group.member(3).applied()).containsExactly("x");
    }

    /// Section 4.2.2: a server that is not in its own configuration starts no elections.
    @Test
    void removedNodeDoesNotCampaign() {
        Group group = led(3);
        propose(group, 1, remove(3));
        group.heartbeat(1);
        Member removed = group.member(3);
        removed.node().applyConfChange(remove(3));
        assertThat(removed.tick(3 * Member.ELECTION_TICK)).isEmpty();
        assertThat(removed.state()).isEqualTo(StateType.FOLLOWER);
    }

    /// Section 4.1: with the new configuration in force, what waited for the old majority may already have the new one.
    @Test
    void smallerMajorityCommitsWhatWaited() {
        Member m = Member.leader(1, Stored.voters(1, 2, 3, 4));
        m.step(appended(2, 1, 1, 1));
        m.step(appended(3, 1, 1, 1));
        m.node().proposeConfChange(remove(4));
        m.node().propose(bytes("x"));
        m.settle();
        m.step(appended(2, 1, 1, 3));
        assertThat(m.status().commit()).isEqualTo(1);
        m.step(appended(3, 1, 1, 2)); // commits the removal; of the three left two have x
        assertThat(m.applied()).containsExactly("x");
    }

    /// Section 4.1: a group without voters could never decide anything again.
    @Test
    void lastVoterCannotBeRemoved() {
        Member m = Member.leader(1, Stored.voters(1));
        assertThat(m.node().proposeConfChange(remove(1)))
                .isInstanceOfSatisfying(Appended.class, a -> assertThat(a.confChangeRefused()).isEqualTo("removed all voters"));
        m.settle();
        m.propose("x");
        assertThat(m.applied()).containsExactly("x");
    }

    /// Section 4.4: the first configuration comes into the log of every first member, as committed entries.
    @Test
    void firstMembersComeFromTheLog() {
        MemoryStorage storage = new MemoryStorage();
        RawNode node = new RawNode(Config.builder(1, storage, t -> t).electionTick(10).heartbeatTick(1).maxInflightMsgs(1)
                .maxSizePerMsg(Config.NO_LIMIT).build());
        node.bootstrap(List.of(new Peer(1), new Peer(2), new Peer(3)));
        assertThat(node.basicStatus().commit()).isEqualTo(3);
        assertThat(node.ready().committedEntries()).hasSize(3).allMatch(e -> e.type() == EntryType.CONF_CHANGE && e.term() == 1);
        assertThat(node.status().config().voters().contains(3)).isTrue();
    }

    /// A storage that holds something belongs to a node that has started before.
    @Test
    void startedNodeIsNotBootstrappedAgain() {
        Member m = Member.of(1, THREE.log(1).state(1, 0, 0));
        assertThatThrownBy(() -> m.node().bootstrap(List.of(new Peer(1)))).isInstanceOf(IllegalStateException.class);
    }

    // learners

    /// Section 4.2.1: a non-voting member gets the log, but is not counted for a majority.
    @Test
    void learnerGetsTheLogWithoutCounting() {
        Group group = Group.of(learning(1), learning(2), learning(3));
        group.elect(1);
        group.propose(1, "x");
        assertThat(group.member(3).applied()).containsExactly("x");
        group.cut(2);
        group.propose(1, "y");
        assertThat(group.member(3).logTerms()).hasSize(3);
        assertThat(group.member(1).applied()).containsExactly("x");
    }

    private static Member learning(long id) {
        return Member.of(id, Stored.voters(1, 2).learners(3));
    }

    /// Section 4.2.1: a non-voting member is not asked for votes, its vote would not count, and it does not campaign.
    @Test
    void learnerTakesNoPartInElections() {
        Member candidate = learning(1);
        assertThat(candidate.campaign()).extracting(m -> m.to()).containsExactly(2L);
        candidate.step(voted(3, 1, 1, true));
        assertThat(candidate.state()).isEqualTo(StateType.CANDIDATE);

        Member learner = learning(3);
        learner.tick(3 * Member.ELECTION_TICK);
        assertThat(learner.campaign()).isEmpty();
        assertThat(learner.state()).isEqualTo(StateType.FOLLOWER);
    }

    /// In etcd's design a learner does answer a request: it may have been made a voter and not know it yet.
    @Test
    void learnerAnswersARequestForItsVote() {
        assertThat(learning(3).step(Messages.vote(1, 3, 1, 0, 0))).containsExactly(voted(3, 1, 1, true));
    }

    /// Section 4.2.1: once it has caught up, a non-voting member is made a voter, and then counts.
    @Test
    void learnerIsPromoted() {
        Group group = led(2);
        group.add(Member.of(3, Stored.voters(1, 2)));
        propose(group, 1, addLearner(3));
        assertThat(group.member(1).members()).isEqualTo(new ConfState(List.of(1L, 2L), List.of(3L), List.of(), List.of(), false));
        propose(group, 1, add(3));
        assertThat(group.member(3).members()).isEqualTo(ConfState.of(List.of(1L, 2L, 3L)));
        group.cut(2);
        group.propose(1, "x");
        assertThat(group.member(3).applied()).containsExactly("x");
    }

    /// A voter may be made a learner again.
    @Test
    void voterIsDemoted() {
        Group group = led(3);
        propose(group, 1, addLearner(3));
        assertThat(Arrays.asList(group.member(1).members(), group.member(2).members()))
                .containsOnly(new ConfState(List.of(1L, 2L), List.of(3L), List.of(), List.of(), false));
        group.cut(3);
        group.propose(1, "x");
        assertThat(group.member(2).applied()).containsExactly("x");
    }
}
