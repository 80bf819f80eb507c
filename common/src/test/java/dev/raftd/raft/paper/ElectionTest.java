package dev.raftd.raft.paper;

import static dev.raftd.raft.paper.Member.ELECTION_TICK;
import static dev.raftd.raft.paper.Member.HEARTBEAT_TICK;
import static dev.raftd.raft.paper.Messages.append;
import static dev.raftd.raft.paper.Messages.heartbeat;
import static dev.raftd.raft.paper.Messages.lines;
import static dev.raftd.raft.paper.Messages.snapshot;
import static dev.raftd.raft.paper.Messages.vote;
import static dev.raftd.raft.paper.Messages.voted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.InvariantError;
import dev.raftd.raft.Ready;
import dev.raftd.raft.StateType;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Leader election: paper, section 5.2.
class ElectionTest {
    private static final Stored THREE = Stored.voters(1, 2, 3);
    private static final Stored FIVE = Stored.voters(1, 2, 3, 4, 5);

    /// Section 5.2: a server starts as a follower.
    @Test
    void nodeStartsAsFollower() {
        assertThat(Member.of(1, THREE).state()).isEqualTo(StateType.FOLLOWER);
        assertThat(Member.of(1, THREE.log(1, 2).state(2, 1, 2)).state()).isEqualTo(StateType.FOLLOWER);
    }

    /// Section 5.2: a follower stays one as long as it hears from a leader.
    @Test
    void followerThatHearsHeartbeatsNeverCampaigns() {
        Member m = Member.of(1, THREE);
        for (int i = 0; i < 5; i++) {
            assertThat(m.tick(ELECTION_TICK - 1)).isEmpty();
            m.step(heartbeat(2, 1, 1, 0));
        }
        assertThat(m.state()).isEqualTo(StateType.FOLLOWER);
    }

    /// Section 5.2: appends keep a follower as heartbeats do.
    @Test
    void followerThatHearsAppendsNeverCampaigns() {
        Member m = Member.of(1, THREE);
        m.tick(ELECTION_TICK - 1);
        m.step(append(2, 1, 1, Place.START, 0));
        m.tick(ELECTION_TICK - 1);
        assertThat(m.state()).isEqualTo(StateType.FOLLOWER);
    }

    /// Section 5.2: a follower that hears nothing for an election timeout starts an election, neither sooner nor later.
    @ParameterizedTest
    @ValueSource(ints = {10, 11, 14, 18, 19})
    void followerCampaignsExactlyWhenItsTimeoutElapses(int drawn) {
        Member m = Member.drawing(1, THREE, drawn);
        m.tick(drawn - 1);
        assertThat(m.state()).isEqualTo(StateType.FOLLOWER);
        m.tick(1);
        assertThat(m.state()).isEqualTo(StateType.CANDIDATE);
    }

    /// Section 5.2: a candidate that neither wins nor loses draws a new timeout and starts a new election, in a higher term.
    @Test
    void candidateWithoutResultStartsAnotherElectionAfterAnotherTimeout() {
        Member m = Member.drawing(1, THREE, 10, 17, 12);
        m.tick(10);
        m.tick(16);
        assertThat(m.term()).isEqualTo(1);
        assertThat(lines(m.tick(1))).containsExactly("1->2 MsgVote Term:2 Log:0/0", "1->3 MsgVote Term:2 Log:0/0");
        m.tick(12);
        assertThat(m.term()).isEqualTo(3);
    }

    /// Section 5.2: timeouts come from a fixed interval; here it is `[electionTick, 2 * electionTick)`.
    @ParameterizedTest
    @ValueSource(ints = {0, 9, 20})
    void timeoutOutsideTheIntervalIsRefused(int drawn) {
        assertThatThrownBy(() -> Member.drawing(1, THREE, drawn)).isInstanceOf(InvariantError.class);
    }

    /// Section 5.2: with spread timeouts one server times out first, wins, and is heard before the others time out.
    @Test
    void spreadTimeoutsElectTheFirstToTimeOut() {
        Group group = Group.of(Member.drawing(1, THREE, 17), Member.drawing(2, THREE, 11), Member.drawing(3, THREE, 14));
        group.tickAll(40);
        assertThat(group.leaders()).containsExactly(2L);
        assertThat(group.members()).allSatisfy(m -> assertThat(m.term()).isEqualTo(1));
    }

    /// Section 5.2: candidates of the same term may split the vote; different timeouts end it in the next election.
    @Test
    void splitVoteIsEndedByTheNextTimeout() {
        Stored four = Stored.voters(1, 2, 3, 4);
        Group group = Group.of(Member.drawing(1, four, 10, 15), Member.drawing(2, four, 10, 12), Member.drawing(3, four, 19),
                Member.drawing(4, four, 19));
        group.lose(m -> m.from() == 1 && m.to() == 4 || m.from() == 2 && m.to() == 3);
        group.member(1).node().campaign();
        group.member(2).node().campaign();
        group.settle();
        assertThat(group.leaders()).isEmpty();

        group.heal();
        group.tickAll(12);
        assertThat(group.leaders()).containsExactly(2L);
        assertThat(group.member(2).term()).isEqualTo(2);
    }

    /// Section 5.2 and figure 2 (candidates): it raises its term, votes for itself, and asks all others.
    @Test
    void candidateRaisesItsTermVotesForItselfAndAsksAllOthers() {
        Member m = Member.of(2, THREE.log(1, 1).state(4, 3, 0));
        assertThat(lines(m.campaign())).containsExactly("2->1 MsgVote Term:5 Log:1/2", "2->3 MsgVote Term:5 Log:1/2");
        assertThat(m.state()).isEqualTo(StateType.CANDIDATE);
        assertThat(m.status().vote()).isEqualTo(2);
    }

    /// Figure 2 (persistent state): the vote for itself is on the disk before anybody is asked.
    @Test
    void candidateStoresTermAndVoteBeforeItAsks() {
        Member m = Member.of(1, THREE);
        m.node().campaign();
        Ready rd = m.node().ready();
        assertThat(rd.hardState()).isEqualTo(new HardState(1, 1, 0));
        assertThat(rd.mustSync()).isTrue();
        assertThat(Messages.ofType(MessageType.MSG_VOTE, rd.messages())).hasSize(2);
    }

    /// Section 5.2: a majority of the votes of the same term wins; a majority of refusals ends the candidacy before its time.
    @ParameterizedTest
    @CsvSource({"1, '', LEADER", "2, '', CANDIDATE", "2, y, LEADER", "3, '', CANDIDATE", "3, y, LEADER", "3, n, CANDIDATE",
            "3, ny, LEADER", "3, nn, FOLLOWER", "5, y, CANDIDATE", "5, yy, LEADER", "5, ny, CANDIDATE", "5, nny, CANDIDATE",
            "5, nnyy, LEADER",
            "5, nnn, FOLLOWER", "4, yn, CANDIDATE", "4, yy, LEADER", "4, nn, FOLLOWER"})
    void majorityDecidesTheElection(int voters, String answers, StateType expected) {
        Member m = Member.of(1, Stored.voters(LongStream.rangeClosed(1, voters).toArray()));
        m.campaign();
        for (int i = 0; i < answers.length(); i++) {
            m.step(voted(i + 2, 1, 1, answers.charAt(i) == 'y'));
        }
        assertThat(m.state()).isEqualTo(expected);
        assertThat(m.term()).isEqualTo(1);
    }

    /// Section 5.1: messages may come more than once; one server has one vote all the same.
    @Test
    void repeatedVoteCountsOnce() {
        Member m = Member.of(1, FIVE);
        m.campaign();
        m.step(voted(2, 1, 1, true));
        m.step(voted(2, 1, 1, true));
        assertThat(m.state()).isEqualTo(StateType.CANDIDATE);
    }

    /// Section 5.2: votes of an earlier election are worth nothing in a later one.
    @Test
    void voteOfAnEarlierTermDoesNotCount() {
        Member m = Member.of(1, THREE);
        m.campaign();
        m.campaign();
        m.step(voted(2, 1, 1, true));
        assertThat(m.state()).isEqualTo(StateType.CANDIDATE);
        m.step(voted(2, 1, 2, true));
        assertThat(m.state()).isEqualTo(StateType.LEADER);
    }

    /// Section 5.2: a server votes for one candidate a term at most, the first that asks; asked again by the same it answers the same.
    @ParameterizedTest
    @CsvSource({"0, 1, true", "0, 2, true", "1, 1, true", "2, 2, true", "1, 2, false", "2, 1, false"})
    void followerGrantsOneVoteATerm(long votedFor, long candidate, boolean granted) {
        Member m = Member.of(3, THREE.state(4, votedFor, 0));
        assertThat(m.step(vote(candidate, 3, 4, 0, 0))).containsExactly(voted(3, candidate, 4, granted));
        assertThat(m.status().vote()).isEqualTo(granted ? candidate : votedFor);
    }

    /// Figure 2 (persistent state): a vote is stored before it is given.
    @Test
    void voteIsStoredWithTheReadyThatGivesIt() {
        Member m = Member.of(3, THREE);
        m.stepResult(vote(1, 3, 1, 0, 0));
        Ready rd = m.node().ready();
        assertThat(rd.hardState()).isEqualTo(new HardState(1, 1, 0));
        assertThat(rd.mustSync()).isTrue();
        assertThat(rd.messages()).containsExactly(voted(3, 1, 1, true));
    }

    /// Section 5.2: it is one vote a term also when a crash lies between two requests.
    @Test
    void voteSurvivesARestart() {
        Member m = Member.of(3, THREE);
        m.step(vote(1, 3, 1, 0, 0));
        m.restart();
        assertThat(m.step(vote(2, 3, 1, 0, 0))).containsExactly(voted(3, 2, 1, false));
        assertThat(m.step(vote(1, 3, 1, 0, 0))).containsExactly(voted(3, 1, 1, true));
    }

    /// Section 5.2: a new term brings a new vote.
    @Test
    void newTermBringsANewVote() {
        Member m = Member.of(3, THREE.state(1, 1, 0));
        assertThat(m.step(vote(2, 3, 2, 0, 0))).containsExactly(voted(3, 2, 2, true));
    }

    /// Figure 2 (followers): granting a vote restarts the election timeout, refusing one does not.
    @ParameterizedTest
    @CsvSource({"0, FOLLOWER", "1, CANDIDATE"})
    void onlyAGrantedVoteRestartsTheTimeout(long votedFor, StateType expected) {
        Member m = Member.of(3, THREE.state(1, votedFor, 0));
        m.tick(ELECTION_TICK - 1);
        m.step(vote(2, 3, 1, 0, 0));
        m.tick(1);
        assertThat(m.state()).isEqualTo(expected);
    }

    static Stream<Message> fromALeader() {
        return Stream.of(append(2, 1, 1, Place.START, 0), heartbeat(2, 1, 1, 0),
                snapshot(2, 1, 1, new Place(1, 5), ConfState.of(List.of(1L, 2L, 3L))));
    }

    /// Section 5.2: a candidate that hears from the leader of its own term, or of a later one, follows it.
    @ParameterizedTest
    @MethodSource("fromALeader")
    void candidateFollowsALeaderOfItsTermOrALaterOne(Message m) {
        for (long term = 1; term <= 2; term++) {
            Member candidate = Member.of(1, THREE);
            candidate.campaign();
            candidate.step(m.toBuilder().term(term).build());
            assertThat(candidate.state()).isEqualTo(StateType.FOLLOWER);
            assertThat(candidate.status().lead()).isEqualTo(2);
            assertThat(candidate.term()).isEqualTo(term);
        }
    }

    /// Section 5.2: a message of an earlier term's leader does not end a candidacy.
    @ParameterizedTest
    @MethodSource("fromALeader")
    void candidateDoesNotFollowALeaderOfAnEarlierTerm(Message m) {
        Member candidate = Member.of(1, THREE);
        candidate.campaign();
        candidate.campaign();
        assertThat(candidate.step(m)).isEmpty();
        assertThat(candidate.state()).isEqualTo(StateType.CANDIDATE);
    }

    /// Section 5.2: a new leader tells all others at once, which ends their elections; here by its first entry (section 8).
    @Test
    void newLeaderAnnouncesItselfAtOnce() {
        Member m = Member.of(1, THREE);
        m.campaign();
        assertThat(lines(m.step(voted(2, 1, 1, true)))).containsExactly("1->2 MsgApp Term:1 Log:0/0 Entries:[1/1 EntryNormal \"\"]",
                "1->3 MsgApp Term:1 Log:0/0 Entries:[1/1 EntryNormal \"\"]");
    }

    /// Section 5.2: a leader sends heartbeats periodically, to everybody.
    @Test
    void leaderSendsHeartbeatsToAllEachInterval() {
        Member m = Member.leader(1, THREE);
        for (int i = 0; i < 3; i++) {
            assertThat(m.tick(HEARTBEAT_TICK - 1)).isEmpty();
            assertThat(lines(m.tick(1))).containsExactly("1->2 MsgHeartbeat Term:1 Log:0/0", "1->3 MsgHeartbeat Term:1 Log:0/0");
        }
    }

    /// Section 5.2, figure 4: a leader is one until it learns of a higher term; it never campaigns.
    @Test
    void leaderStaysLeaderWithoutHigherTerms() {
        Member m = Member.leader(1, THREE);
        m.tick(5 * ELECTION_TICK);
        m.campaign();
        assertThat(m.state()).isEqualTo(StateType.LEADER);
        assertThat(m.term()).isEqualTo(1);
    }

    /// Figure 3 (election safety): one leader a term at most, in whatever order two candidates' requests come in.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void termHasOneLeaderAtMost(int preference) {
        Group group = Group.of(5);
        // Voters 3 to 5 each hear first from the candidate that a bit says, and later from the other.
        List<Message> requests = new ArrayList<>(group.member(1).campaign());
        requests.addAll(group.member(2).campaign());
        requests.sort(Comparator.comparing(m -> m.to() < 3 || (preference >> m.to() - 3 & 1) == m.from() - 1 ? 0 : 1));
        group.send(requests);
        assertThat(group.leaders()).containsExactly(Integer.bitCount(preference) >= 2 ? 2L : 1L);
        assertThat(group.members()).allSatisfy(m -> assertThat(m.term()).isEqualTo(1));
    }
}
