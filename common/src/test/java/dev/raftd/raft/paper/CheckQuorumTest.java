package dev.raftd.raft.paper;

import static dev.raftd.raft.paper.Member.ELECTION_TICK;
import static dev.raftd.raft.paper.Messages.appended;
import static dev.raftd.raft.paper.Messages.heard;
import static dev.raftd.raft.paper.Messages.heartbeat;
import static dev.raftd.raft.paper.Messages.preVote;
import static dev.raftd.raft.paper.Messages.preVoted;
import static dev.raftd.raft.paper.Messages.vote;
import static dev.raftd.raft.paper.Messages.voted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.Config;
import dev.raftd.raft.ReadOnlyOption;
import dev.raftd.raft.StateType;
import dev.raftd.raft.StepResult;
import dev.raftd.raftpb.ConfChange;
import dev.raftd.raftpb.ConfChangeType;
import dev.raftd.raftpb.ConfState;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Leaders without a quorum step down: thesis, section 6.2; servers that disrupt are not heard: paper, section 6, and thesis, section 4.2.3.
class CheckQuorumTest {
    private static final Stored THREE = Stored.voters(1, 2, 3);

    private static Config.Builder checking(Config.Builder c) {
        return c.checkQuorum(true);
    }

    /// Section 6.2: a leader that hears from no majority for an election timeout steps down, in its term.
    @Test
    void leaderWithoutAQuorumStepsDown() {
        Member m = Member.leader(1, THREE, CheckQuorumTest::checking);
        m.step(heard(2, 1, 1));
        m.tick(ELECTION_TICK);
        assertThat(m.state()).isEqualTo(StateType.LEADER);
        m.tick(ELECTION_TICK);
        assertThat(m.status()).extracting(BasicStatus::state, BasicStatus::term, BasicStatus::lead).containsExactly(StateType.FOLLOWER, 1L,
                0L);
    }

    /// Section 6.2: any answer within each timeout keeps it.
    @Test
    void leaderThatHearsFromAQuorumStays() {
        Member m = Member.leader(1, THREE, CheckQuorumTest::checking);
        for (int i = 0; i < 4; i++) {
            m.step(i % 2 == 0 ? heard(2, 1, 1) : appended(3, 1, 1, 1));
            m.tick(ELECTION_TICK);
        }
        assertThat(m.state()).isEqualTo(StateType.LEADER);
    }

    /// Learners' answers do not make a quorum.
    @Test
    void learnersDoNotKeepALeader() {
        Member m = Member.leader(1, Stored.voters(1, 2).learners(3, 4), CheckQuorumTest::checking);
        m.step(heard(3, 1, 1));
        m.step(heard(4, 1, 1));
        m.tick(ELECTION_TICK);
        assertThat(m.state()).isEqualTo(StateType.FOLLOWER);
    }

    /// In a joint configuration both halves must be heard.
    @Test
    void jointQuorumIsBothMajorities() {
        Member m = Member.of(3, Stored.members(
                new ConfState(List.of(3L, 4L, 5L), List.of(), List.of(1L, 2L, 3L), List.of(), false)),
                CheckQuorumTest::checking);
        m.campaign();
        m.step(voted(1, 3, 1, true));
        m.step(voted(4, 3, 1, true));
        m.tick(ELECTION_TICK);
        assertThat(m.state()).isEqualTo(StateType.FOLLOWER);
    }

    /// Without CheckQuorum it would stay: then only a higher term ends a leadership.
    @Test
    void withoutCheckQuorumALeaderStays() {
        Member m = Member.leader(1, THREE);
        m.tick(5 * ELECTION_TICK);
        assertThat(m.state()).isEqualTo(StateType.LEADER);
    }

    /// Paper, section 6: a server that heard from its leader within the minimum election timeout neither grants a vote nor takes the term.
    @Test
    void voterWithALivingLeaderIgnoresRequests() {
        Member m = Member.of(3, THREE, CheckQuorumTest::checking);
        m.step(heartbeat(1, 3, 1, 0));
        m.tick(ELECTION_TICK - 1);
        assertThat(m.step(vote(2, 3, 9, 9, 9))).isEmpty();
        assertThat(m.step(preVote(2, 3, 9, 9, 9))).isEmpty();
        assertThat(m.status()).extracting(BasicStatus::term, BasicStatus::lead).containsExactly(1L, 1L);
    }

    /// Paper, section 6: after that time it votes as ever.
    @Test
    void voterWhoseLeaderIsSilentVotes() {
        Member m = Member.drawing(3, THREE, CheckQuorumTest::checking, 15);
        m.step(heartbeat(1, 3, 1, 0));
        m.tick(ELECTION_TICK);
        assertThat(m.step(preVote(2, 3, 2, 0, 0))).containsExactly(preVoted(3, 2, 2, true));
        assertThat(m.step(vote(2, 3, 2, 0, 0))).containsExactly(voted(3, 2, 2, true));
    }

    /// Paper, section 6: so does the leader itself, whose own lease lasts as long as its quorum is there.
    @Test
    void leaderWithAQuorumIgnoresRequests() {
        Member m = Member.leader(1, THREE, CheckQuorumTest::checking);
        m.step(heard(2, 1, 1));
        assertThat(m.step(vote(3, 1, 9, 9, 9))).isEmpty();
        assertThat(m.state()).isEqualTo(StateType.LEADER);
    }

    /// Paper, section 6: a removed server gets no heartbeats, times out, and asks for votes with higher and higher terms; nobody listens.
    @Test
    void removedServerDisturbsNobody() {
        Group group = Group.of(4, CheckQuorumTest::checking);
        group.elect(1);
        // It is not told of its removal.
        group.lose(m -> m.to() == 4);
        group.member(1).node().proposeConfChange(new ConfChange(0, ConfChangeType.REMOVE_NODE, 4, new byte[0]));
        group.settle();
        group.heal();
        for (int i = 0; i < 5; i++) {
            group.heartbeat(1);
            group.tick(4, ELECTION_TICK);
        }
        assertThat(group.member(4).term()).isGreaterThan(4);
        assertThat(group.leaders()).containsExactly(1L);
        assertThat(group.member(1).term()).isEqualTo(1);
        group.propose(1, "x");
        assertThat(group.member(3).applied()).containsExactly("x");
    }

    /// A voter that raised its term while it was cut off is not listened to either; so it must tell the leader its term by an answer, and
    /// be freed by an election.
    @Test
    void voterWithAHigherTermIsFreed() {
        Group group = Group.of(3, CheckQuorumTest::checking);
        group.elect(1);
        group.cut(3);
        group.tick(3, 4 * ELECTION_TICK);
        assertThat(group.member(3).term()).isGreaterThan(1);
        group.heal();
        group.tick(1, Member.HEARTBEAT_TICK);
        assertThat(group.leaders()).isEmpty();
        group.elect(1);
        assertThat(group.member(3).status().lead()).isEqualTo(1);
    }

    /// A leader that was cut off with a minority has stepped down before the majority elects another.
    @Test
    void cutOffLeaderIsNoLeaderAnyMore() {
        Group group = Group.of(3, CheckQuorumTest::checking);
        group.elect(1);
        group.cut(1);
        group.tick(1, 2 * ELECTION_TICK);
        assertThat(group.leaders()).isEmpty();
        group.tick(2, ELECTION_TICK);
        group.tick(3, ELECTION_TICK);
        group.tick(2, ELECTION_TICK);
        assertThat(group.leaders()).containsExactly(2L);
    }

    /// Who knows by other means that the leader is gone can forget it: it then votes at once, and follows again whoever leads.
    @Test
    void forgottenLeaderBindsNobody() {
        Member m = Member.of(3, THREE, CheckQuorumTest::checking);
        m.step(heartbeat(1, 3, 1, 0));
        assertThat(m.node().forgetLeader()).isEqualTo(StepResult.DONE);
        assertThat(m.status()).extracting(BasicStatus::state, BasicStatus::lead, BasicStatus::term).containsExactly(StateType.FOLLOWER, 0L,
                1L);
        assertThat(m.step(preVote(2, 3, 2, 0, 0))).containsExactly(preVoted(3, 2, 2, true));
        m.step(heartbeat(1, 3, 1, 0));
        assertThat(m.status().lead()).isEqualTo(1);
    }

    /// Not so with lease-based reads, which rest on followers that keep to their leader.
    @Test
    void leaderWithALeaseIsNotForgotten() {
        Member m = Member.of(3, THREE, c -> c.checkQuorum(true).readOnlyOption(ReadOnlyOption.LEASE_BASED));
        m.step(heartbeat(1, 3, 1, 0));
        assertThat(m.node().forgetLeader()).isInstanceOf(StepResult.Refused.class);
        assertThat(m.status().lead()).isEqualTo(1);
    }
}
