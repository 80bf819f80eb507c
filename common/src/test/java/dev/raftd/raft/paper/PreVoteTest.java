package dev.raftd.raft.paper;

import static dev.raftd.raft.paper.Messages.heartbeat;
import static dev.raftd.raft.paper.Messages.lines;
import static dev.raftd.raft.paper.Messages.preVote;
import static dev.raftd.raft.paper.Messages.preVoted;
import static dev.raftd.raft.paper.Messages.voted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.StateType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Asking before disturbing: thesis, section 9.6.
class PreVoteTest {
    private static final Stored THREE = Stored.voters(1, 2, 3);

    private static Member asking(Stored stored) {
        return Member.of(1, stored, c -> c.preVote(true));
    }

    /// Section 9.6: a node asks for the next term without entering it, and without giving its vote away.
    @Test
    void preCandidateKeepsItsTermAndItsVote() {
        Member m = asking(THREE.log(1, 1).state(3, 2, 0));
        assertThat(lines(m.tick(Member.ELECTION_TICK))).containsExactly("1->2 MsgPreVote Term:4 Log:1/2", "1->3 MsgPreVote Term:4 Log:1/2");
        assertThat(m.status()).extracting(BasicStatus::state, BasicStatus::term, BasicStatus::vote).containsExactly(StateType.PRE_CANDIDATE,
                3L, 2L);
    }

    /// Section 9.6: only with the promises of a majority does it raise its term and start the election.
    @Test
    void promisesOfAMajorityStartTheElection() {
        Member m = asking(THREE.state(3, 0, 0));
        m.campaign();
        assertThat(lines(m.step(preVoted(2, 1, 4, true)))).containsExactly("1->2 MsgVote Term:4 Log:0/0", "1->3 MsgVote Term:4 Log:0/0");
        assertThat(m.status()).extracting(BasicStatus::state, BasicStatus::term, BasicStatus::vote).containsExactly(StateType.CANDIDATE, 4L,
                1L);
    }

    /// A promise is no vote: the election needs votes of its own.
    @Test
    void latePromiseIsNoVote() {
        Member m = asking(THREE);
        m.campaign();
        m.step(preVoted(2, 1, 1, true));
        m.step(preVoted(3, 1, 1, true));
        assertThat(m.state()).isEqualTo(StateType.CANDIDATE);
        m.step(voted(3, 1, 1, true));
        assertThat(m.state()).isEqualTo(StateType.LEADER);
    }

    /// It asked for term 3 before, and is in that term by now: a promise of then promises nothing for term 4.
    @Test
    void promiseForATermThatHasComeCountsForNothing() {
        Member m = asking(THREE.state(3, 0, 0));
        m.campaign();
        assertThat(m.step(preVoted(2, 1, 3, true))).isEmpty();
        assertThat(m.state()).isEqualTo(StateType.PRE_CANDIDATE);
        m.step(preVoted(3, 1, 4, true));
        assertThat(m.state()).isEqualTo(StateType.CANDIDATE);
    }

    /// Without a majority's promises it gives up, in its old term.
    @Test
    void refusalsOfAMajorityEndTheAsking() {
        Member m = asking(THREE.state(3, 0, 0));
        m.campaign();
        m.step(preVoted(2, 1, 3, false));
        m.step(preVoted(3, 1, 3, false));
        assertThat(m.status()).extracting(BasicStatus::state, BasicStatus::term).containsExactly(StateType.FOLLOWER, 3L);
    }

    /// A refusal of a higher term tells that term.
    @Test
    void refusalOfAHigherTermTellsTheTerm() {
        Member m = asking(THREE.state(3, 0, 0));
        m.campaign();
        m.step(preVoted(2, 1, 7, false));
        assertThat(m.status()).extracting(BasicStatus::state, BasicStatus::term).containsExactly(StateType.FOLLOWER, 7L);
    }

    /// Section 9.6: a promise is given to a log that a vote could be given to. The node's log ends with 2/3, it is in term 3.
    @ParameterizedTest
    @CsvSource({"2, 3, true", "2, 4, true", "3, 1, true", "2, 2, false", "1, 9, false"})
    void promiseIsGivenToALogThatIsUpToDate(long lastTerm, long lastIndex, boolean granted) {
        Member m = asking(THREE.log(1, 2, 2).state(3, 0, 0));
        // A promise is answered in the term asked for, a refusal in one's own.
        assertThat(m.step(preVote(2, 1, 4, lastTerm, lastIndex))).containsExactly(preVoted(1, 2, granted ? 4 : 3, granted));
    }

    /// Section 9.6: a promise binds nobody: it changes neither term nor vote, and can be given to any number.
    @Test
    void promiseBindsNobody() {
        Member m = asking(THREE.state(3, 2, 0));
        assertThat(m.step(preVote(2, 1, 4, 0, 0))).containsExactly(preVoted(1, 2, 4, true));
        assertThat(m.step(preVote(3, 1, 4, 0, 0))).containsExactly(preVoted(1, 3, 4, true));
        assertThat(m.status()).extracting(BasicStatus::term, BasicStatus::vote).containsExactly(3L, 2L);
    }

    /// Asking does not keep others from asking: a promise does not restart the timeout.
    @Test
    void promiseDoesNotRestartTheTimeout() {
        Member m = asking(THREE);
        m.tick(Member.ELECTION_TICK - 1);
        m.step(preVote(2, 1, 1, 0, 0));
        m.tick(1);
        assertThat(m.state()).isEqualTo(StateType.PRE_CANDIDATE);
    }

    /// A pre-candidate of an earlier term is refused in words, so that it learns the term: it would ask for ever otherwise.
    @Test
    void preCandidateOfAnEarlierTermIsTold() {
        Member m = asking(THREE.state(5, 0, 0));
        assertThat(m.step(preVote(2, 1, 3, 9, 9))).containsExactly(preVoted(1, 2, 5, false));
    }

    /// A pre-candidate that hears from the leader of its term follows it.
    @Test
    void preCandidateFollowsTheLeaderOfItsTerm() {
        Member m = asking(THREE.state(3, 0, 0));
        m.campaign();
        m.step(heartbeat(2, 1, 3, 0));
        assertThat(m.status()).extracting(BasicStatus::state, BasicStatus::lead).containsExactly(StateType.FOLLOWER, 2L);
    }

    /// Section 9.6: a node that was cut off does not raise its term meanwhile, nor disturb the leader when it comes back.
    @Test
    void nodeThatWasCutOffDoesNotDisturbTheLeader() {
        Group group = Group.of(3, c -> c.preVote(true).checkQuorum(true));
        group.elect(1);
        group.cut(3);
        group.tick(3, 10 * Member.ELECTION_TICK);
        assertThat(group.member(3).term()).isEqualTo(1);
        group.propose(1, "x");
        group.heal();
        group.heartbeat(1);
        group.tick(3, Member.HEARTBEAT_TICK);
        assertThat(group.leaders()).containsExactly(1L);
        assertThat(group.member(1).term()).isEqualTo(1);
        assertThat(group.member(3).applied()).containsExactly("x");
    }

    /// Section 9.6, the problem: without PreVote such a node comes back with a higher term, and the leader steps down for nothing.
    @Test
    void withoutPreVoteSuchANodeDeposesTheLeader() {
        Group group = Group.of(3);
        group.elect(1);
        group.cut(3);
        group.tick(3, 5 * Member.ELECTION_TICK);
        group.propose(1, "x");
        group.heal();
        group.tick(3, Member.ELECTION_TICK);
        assertThat(group.leaders()).isEmpty();
        assertThat(group.member(1).term()).isEqualTo(7);
    }

    /// A group whose nodes all ask first elects a leader as ever.
    @Test
    void groupThatAsksFirstElectsALeader() {
        Group group = Group.of(5, c -> c.preVote(true));
        group.elect(3);
        assertThat(group.members()).allSatisfy(m -> assertThat(m.term()).isEqualTo(1));
        group.cut(3);
        group.elect(4);
        assertThat(group.member(4).term()).isEqualTo(2);
    }
}
