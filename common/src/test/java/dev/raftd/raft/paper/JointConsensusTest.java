package dev.raftd.raft.paper;

import static dev.raftd.raft.paper.Messages.appended;
import static dev.raftd.raft.paper.Messages.bytes;
import static dev.raftd.raft.paper.Messages.voted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raft.StateType;
import dev.raftd.raft.StepResult.Appended;
import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.raftpb.ConfChangeTransition;
import dev.raftd.raftpb.ConfChangeType;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.ConfState;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Arbitrary changes of members by joint consensus: paper, section 6; thesis, section 4.3.
class JointConsensusTest {
    /// Out of 1, 2, 3 into 3, 4, 5.
    private static final ConfState JOINT = new ConfState(List.of(3L, 4L, 5L), List.of(), List.of(1L, 2L, 3L), List.of(), false);

    private static ConfChangeSingle voter(long id) {
        return new ConfChangeSingle(ConfChangeType.ADD_NODE, id);
    }

    private static ConfChangeSingle learner(long id) {
        return new ConfChangeSingle(ConfChangeType.ADD_LEARNER_NODE, id);
    }

    private static ConfChangeSingle removed(long id) {
        return new ConfChangeSingle(ConfChangeType.REMOVE_NODE, id);
    }

    private static ConfChangeV2 change(ConfChangeTransition transition, ConfChangeSingle... changes) {
        return new ConfChangeV2(transition, List.of(changes), new byte[0]);
    }

    private static String propose(Group group, long leader, ConfChangeV2 change) {
        Appended result = (Appended) group.member(leader).node().proposeConfChange(change);
        group.settle();
        return String.valueOf(result.confChangeRefused());
    }

    /// Voters 1 to 3 led by node 1, and nodes 4 and 5, which know of them only.
    private static Group replaceable() {
        Group group = Group.of(3);
        group.add(Member.of(4, Stored.voters(1, 2, 3)));
        group.add(Member.of(5, Stored.voters(1, 2, 3)));
        group.elect(1);
        return group;
    }

    private static ConfChangeV2 replacement(ConfChangeTransition transition) {
        return change(transition, removed(1), removed(2), voter(4), voter(5));
    }

    /// Section 6: an election in a joint configuration needs separate majorities of the old and the new one.
    @ParameterizedTest
    @CsvSource({"'1 2', CANDIDATE", "'4 5', CANDIDATE", "'1', CANDIDATE", "'4', CANDIDATE", "'1 4', LEADER", "'2 5', LEADER"})
    void electionNeedsBothMajorities(String voters, StateType expected) {
        Member m = Member.of(3, Stored.members(JOINT));
        assertThat(m.campaign()).extracting(request -> request.to()).containsExactly(1L, 2L, 4L, 5L);
        for (String voter : voters.split(" ")) {
            m.step(voted(Long.parseLong(voter), 3, 1, true));
        }
        assertThat(m.state()).isEqualTo(expected);
    }

    /// Section 6: so does commitment.
    @ParameterizedTest
    @CsvSource({"'1 2', 0", "'4 5', 0", "'1', 0", "'1 4', 1", "'2 5', 1", "'1 2 4 5', 1"})
    void commitmentNeedsBothMajorities(String acknowledging, long commit) {
        Member m = Member.of(3, Stored.members(JOINT));
        m.campaign();
        m.step(voted(1, 3, 1, true));
        m.step(voted(4, 3, 1, true));
        for (String peer : acknowledging.split(" ")) {
            m.step(appended(Long.parseLong(peer), 3, 1, 1));
        }
        assertThat(m.status().commit()).isEqualTo(commit);
    }

    /// Section 6: entries go to all servers of both configurations, and any of either may lead.
    @Test
    void serversOfBothConfigurationsGetEntriesAndMayLead() {
        Group group = replaceable();
        propose(group, 1, replacement(ConfChangeTransition.JOINT_EXPLICIT));
        group.propose(1, "x");
        assertThat(group.members()).allSatisfy(m -> assertThat(m.applied()).containsExactly("x"));
        group.elect(4);
        group.propose(4, "y");
        group.elect(2);
        assertThat(group.members()).allSatisfy(m -> assertThat(m.applied()).containsExactly("x", "y"));
    }

    /// Section 6: once the joint configuration is committed the leader proposes the new one; it then decides alone.
    @Test
    void leaderLeavesTheJointConfigurationByItself() {
        Group group = replaceable();
        propose(group, 1, replacement(ConfChangeTransition.AUTO));
        assertThat(Arrays.asList(group.member(3).members(), group.member(4).members(), group.member(5).members()))
                .containsOnly(ConfState.of(List.of(3L, 4L, 5L)));
        group.cut(1, 2);
        group.elect(4);
        group.propose(4, "x");
        assertThat(group.member(5).applied()).containsExactly("x");
    }

    /// A leader elected in a joint configuration that asks to be left does what the one before did not come to.
    @Test
    void newLeaderLeavesTheJointConfigurationTheOldOneLeftBehind() {
        ConfState joint = new ConfState(JOINT.voters(), List.of(), JOINT.votersOutgoing(), List.of(), true);
        Member[] members = Arrays.stream(new long[]{1, 2, 3, 4, 5}).mapToObj(id -> Member.of(id, Stored.members(joint)))
                .toArray(Member[]::new);
        Group group = Group.of(members);
        group.elect(2);
        assertThat(group.member(5).members()).isEqualTo(ConfState.of(List.of(3L, 4L, 5L)));
    }

    /// With an explicit transition it is the application that leaves, by an empty change.
    @Test
    void explicitTransitionIsLeftByAnEmptyChange() {
        Group group = replaceable();
        propose(group, 1, replacement(ConfChangeTransition.JOINT_EXPLICIT));
        assertThat(group.member(3).members()).isEqualTo(JOINT);
        propose(group, 1, ConfChangeV2.leaveJoint());
        assertThat(group.member(3).members()).isEqualTo(ConfState.of(List.of(3L, 4L, 5L)));
    }

    /// Section 6: in a joint configuration no other change can begin.
    @Test
    void noChangeBeginsInAJointConfiguration() {
        Group group = replaceable();
        propose(group, 1, replacement(ConfChangeTransition.JOINT_EXPLICIT));
        assertThat(propose(group, 1, change(ConfChangeTransition.AUTO, voter(6)))).isEqualTo("must transition out of joint config first");
        assertThat(group.member(3).members()).isEqualTo(JOINT);
    }

    /// There is nothing to leave outside of a joint configuration.
    @Test
    void leavingIsRefusedOutsideOfAJointConfiguration() {
        assertThat(propose(replaceable(), 1, ConfChangeV2.leaveJoint())).isEqualTo("not in joint state; refusing empty conf change");
    }

    /// A voter that becomes a learner keeps its vote in the old half until the joint configuration is left.
    @Test
    void demotedVoterVotesUntilTheJointConfigurationIsLeft() {
        Group group = replaceable();
        propose(group, 1, change(ConfChangeTransition.JOINT_EXPLICIT, voter(4), learner(3)));
        assertThat(group.member(3).members())
                .isEqualTo(new ConfState(List.of(1L, 2L, 4L), List.of(), List.of(1L, 2L, 3L), List.of(3L), false));
        propose(group, 1, ConfChangeV2.leaveJoint());
        assertThat(group.member(3).members()).isEqualTo(new ConfState(List.of(1L, 2L, 4L), List.of(3L), List.of(), List.of(), false));
    }

    /// Section 6: the old servers may be switched off once the new configuration is committed, and not before.
    @Test
    void oldMajorityIsNeededUntilTheNewConfigurationIsCommitted() {
        Group group = replaceable();
        propose(group, 1, replacement(ConfChangeTransition.JOINT_EXPLICIT));
        group.elect(3);
        group.cut(1, 2);
        group.propose(3, "x");
        assertThat(group.member(5).applied()).isEmpty();
        group.member(3).node().proposeConfChange(ConfChangeV2.leaveJoint());
        group.settle();
        assertThat(group.member(3).members()).isEqualTo(JOINT);

        group.heal();
        group.heartbeat(3);
        assertThat(group.member(3).members()).isEqualTo(ConfState.of(List.of(3L, 4L, 5L)));
        group.cut(1, 2);
        group.propose(3, "y");
        assertThat(group.member(5).applied()).containsExactly("x", "y");
    }

    /// Section 6: a leader that is not in the new configuration leads until that is committed.
    @Test
    void leaderOutsideOfTheNewConfigurationStepsDownAtItsEnd() {
        Group group = Group.of(3, c -> c.stepDownOnRemoval(true));
        group.add(Member.of(4, Stored.voters(1, 2, 3)));
        group.elect(1);
        propose(group, 1, change(ConfChangeTransition.JOINT_EXPLICIT, removed(1), voter(4)));
        assertThat(group.member(1).state()).isEqualTo(StateType.LEADER);
        group.propose(1, "x");
        propose(group, 1, ConfChangeV2.leaveJoint());
        assertThat(group.member(1).state()).isEqualTo(StateType.FOLLOWER);
        group.elect(4);
        assertThat(group.member(4).applied()).containsExactly("x");
    }

    /// Several changes of learners alone need no joint configuration, yet go through one; it is left at once.
    @Test
    void severalLearnersAreAddedTogether() {
        Group group = replaceable();
        propose(group, 1, change(ConfChangeTransition.AUTO, learner(4), learner(5)));
        assertThat(group.member(4).members()).isEqualTo(new ConfState(List.of(1L, 2L, 3L), List.of(4L, 5L), List.of(), List.of(), false));
    }

    /// A proposal can be taken while the group is in a joint configuration; it does not end it.
    @Test
    void writesGoOnInAJointConfiguration() {
        Group group = replaceable();
        propose(group, 1, replacement(ConfChangeTransition.JOINT_EXPLICIT));
        assertThat(group.member(1).node().propose(bytes("x"))).isInstanceOf(Appended.class);
        group.settle();
        assertThat(group.member(5).applied()).containsExactly("x");
        assertThat(group.member(5).members()).isEqualTo(JOINT);
    }
}
