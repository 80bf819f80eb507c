package dev.raftd.raft.paper;

import static dev.raftd.raft.paper.Messages.append;
import static dev.raftd.raft.paper.Messages.appended;
import static dev.raftd.raft.paper.Messages.heard;
import static dev.raftd.raft.paper.Messages.heartbeat;
import static dev.raftd.raft.paper.Messages.snapshot;
import static dev.raftd.raft.paper.Messages.timeoutNow;
import static dev.raftd.raft.paper.Messages.vote;
import static dev.raftd.raft.paper.Messages.voted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.Ready;
import dev.raftd.raft.StateType;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Message;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/// Terms: paper, section 5.1, and figure 2, rules for all servers.
class TermTest {
    private static final Stored THREE = Stored.voters(1, 2, 3);

    /// Node 1 in its second term.
    private static Member in(StateType state) {
        Member m = Member.of(1, THREE.log(1).state(1, 0, 0));
        switch (state) {
            case FOLLOWER -> m.step(heartbeat(3, 1, 2, 0));
            case CANDIDATE -> m.campaign();
            case LEADER -> {
                m.campaign();
                m.step(voted(3, 1, 2, true));
            }
            case PRE_CANDIDATE -> throw new IllegalArgumentException("it is still in its first");
        }
        assertThat(m.status()).extracting(BasicStatus::state, BasicStatus::term).containsExactly(state, 2L);
        return m;
    }

    /// All that nodes say to each other with a term, from node 2.
    static Stream<Message> messages() {
        return Stream.of(append(2, 1, 0, new Place(1, 1), 0), appended(2, 1, 0, 1), vote(2, 1, 0, 1, 1), voted(2, 1, 0, true),
                voted(2, 1, 0, false), heartbeat(2, 1, 0, 0), heard(2, 1, 0), timeoutNow(2, 1, 0),
                snapshot(2, 1, 0, new Place(1, 9), ConfState.of(List.of(1L, 2L, 3L))));
    }

    private static Message ofTerm(Message m, long term) {
        return m.toBuilder().term(term).build();
    }

    /// Section 5.1: whoever sees a higher term takes it over and becomes a follower, from any role, by requests and answers alike.
    @ParameterizedTest
    @EnumSource(value = StateType.class, names = "PRE_CANDIDATE", mode = Mode.EXCLUDE)
    void anyRoleTakesOverAHigherTerm(StateType state) {
        messages().filter(m -> m.type() != timeoutNow(2, 1, 0).type()).forEach(m -> {
            Member node = in(state);
            node.step(ofTerm(m, 5));
            assertThat(node.status()).as(m.type().toString()).extracting(BasicStatus::state, BasicStatus::term)
                    .containsExactly(StateType.FOLLOWER, 5L);
        });
    }

    /// Section 5.1: requests and answers of an earlier term change nothing. (The paper answers such requests with its term; etcd does
    /// so only with PreVote or CheckQuorum: without them the sender learns it from a vote request, sooner or later.)
    @ParameterizedTest
    @EnumSource(value = StateType.class, names = "PRE_CANDIDATE", mode = Mode.EXCLUDE)
    void messagesOfAnEarlierTermChangeNothing(StateType state) {
        messages().forEach(m -> {
            Member node = in(state);
            BasicStatus before = node.status();
            assertThat(node.step(ofTerm(m, 1))).as(m.type().toString()).isEmpty();
            assertThat(node.status()).as(m.type().toString()).isEqualTo(before);
        });
    }

    /// Figure 2 (AppendEntries, rule 1), with PreVote or CheckQuorum: a leader of an earlier term is told of the term.
    @Test
    void leaderOfAnEarlierTermIsToldOfTheTerm() {
        Member m = Member.of(1, THREE.state(5, 0, 0), c -> c.checkQuorum(true));
        assertThat(m.step(heartbeat(2, 1, 4, 0))).containsExactly(appended(1, 2, 5, 0));
        assertThat(m.step(append(2, 1, 4, Place.START, 0))).containsExactly(appended(1, 2, 5, 0));
    }

    /// Section 5.2: an append of a higher term tells who leads in it; a request for a vote does not.
    @Test
    void onlyALeadersMessageTellsTheLeader() {
        Member m = Member.of(1, THREE);
        m.step(append(2, 1, 3, Place.START, 0));
        assertThat(m.status().lead()).isEqualTo(2);
        m.step(vote(3, 1, 4, 0, 0));
        assertThat(m.status().lead()).isZero();
    }

    /// Figure 2 (persistent state): the term is stored before an answer in it leaves.
    @Test
    void higherTermIsStoredWithTheReadyThatAnswers() {
        Member m = Member.of(1, THREE.log(1).state(1, 1, 0));
        m.stepResult(vote(2, 1, 3, 0, 0));
        Ready rd = m.node().ready();
        assertThat(rd.hardState().term()).isEqualTo(3);
        assertThat(rd.hardState().vote()).isZero();
        assertThat(rd.mustSync()).isTrue();
        assertThat(rd.messages()).containsExactly(voted(1, 2, 3, false));
    }

    /// Section 5.1: the term never falls, not even by a crash.
    @Test
    void termSurvivesARestart() {
        Member m = Member.of(1, THREE);
        m.step(heartbeat(2, 1, 7, 0));
        m.restart();
        assertThat(m.status()).extracting(BasicStatus::term, BasicStatus::state, BasicStatus::lead).containsExactly(7L, StateType.FOLLOWER,
                0L);
    }

    /// Figure 2: commit index, leader and role need not be durable, so that a Ready with nothing else asks for no sync.
    @Test
    void commitAloneNeedsNoSync() {
        Member m = Member.of(1, THREE.log(1).state(1, 0, 0));
        m.step(heartbeat(2, 1, 1, 0));
        m.stepResult(heartbeat(2, 1, 1, 1));
        Ready rd = m.node().ready();
        assertThat(rd.hardState().commit()).isEqualTo(1);
        assertThat(rd.mustSync()).isFalse();
    }

    static Stream<Message> answers() {
        return messages().filter(m -> switch (m.type()) {
            case MSG_APP_RESP, MSG_VOTE_RESP, MSG_HEARTBEAT_RESP -> true;
            default -> false;
        });
    }

    /// Section 5.1: RPCs may be answered late; a follower has no use for answers to what it was before.
    @ParameterizedTest
    @MethodSource("answers")
    void followerIgnoresAnswers(Message m) {
        Member follower = in(StateType.FOLLOWER);
        BasicStatus before = follower.status();
        assertThat(follower.step(ofTerm(m, 2))).isEmpty();
        assertThat(follower.status()).isEqualTo(before);
    }
}
