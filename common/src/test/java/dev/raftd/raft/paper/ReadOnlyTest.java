package dev.raftd.raft.paper;

import static dev.raftd.raft.paper.Messages.appended;
import static dev.raftd.raft.paper.Messages.bytes;
import static dev.raftd.raft.paper.Messages.heard;
import static dev.raftd.raft.paper.Messages.ofType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.raft.RawNode;
import dev.raftd.raft.ReadOnlyOption;
import dev.raftd.raft.ReadState;
import dev.raftd.raft.StepResult;
import dev.raftd.raft.StepResult.Refusal;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Reads that do not go through the log: paper, section 8; thesis, section 6.4.
class ReadOnlyTest {
    private static final Stored THREE = Stored.voters(1, 2, 3);
    private static final Stored FIVE = Stored.voters(1, 2, 3, 4, 5);

    /// A leader that has committed the first entry of its term.
    private static Member ready(Stored stored) {
        Member m = Member.leader(1, stored);
        for (long peer = 2; m.status().commit() == 0; peer++) {
            m.step(appended(peer, 1, 1, 1));
        }
        return m;
    }

    /// Sends a read's heartbeats; what a peer answers to its own.
    private static Message answerTo(List<Message> sent, long peer) {
        Message heartbeat = ofType(MessageType.MSG_HEARTBEAT, Messages.to(peer, sent)).getFirst();
        return heard(peer, 1, heartbeat.term()).toBuilder().context(heartbeat.context()).build();
    }

    private static List<Message> read(Member m, String context) {
        assertThat(m.node().readIndex(bytes(context))).isNotInstanceOf(StepResult.Refused.class);
        return m.settle();
    }

    private static ReadState state(long index, String context) {
        return new ReadState(index, bytes(context));
    }

    /// Section 6.4, step 1: before an entry of its own term is committed, a leader does not know the commit index well enough.
    @Test
    void readWaitsForACommitInTheLeadersTerm() {
        Member m = Member.leader(1, THREE.log(1, 1).state(1, 0, 1));
        assertThat(ofType(MessageType.MSG_HEARTBEAT, read(m, "r"))).isEmpty();
        List<Message> sent = m.step(appended(2, 1, 2, 3));
        m.step(answerTo(sent, 2));
        assertThat(m.reads()).containsExactly(state(3, "r"));
    }

    /// Section 6.4, steps 2 and 3: the read index is the commit index at the request, and counts once a quorum answered heartbeats sent after it.
    @Test
    void readIsConfirmedByAQuorumOfHeartbeats() {
        Member m = ready(FIVE);
        List<Message> sent = read(m, "r");
        assertThat(ofType(MessageType.MSG_HEARTBEAT, sent)).hasSize(4);
        m.step(answerTo(sent, 2));
        m.step(answerTo(sent, 2));
        assertThat(m.reads()).as("two of five").isEmpty();
        m.step(answerTo(sent, 5));
        assertThat(m.reads()).containsExactly(state(1, "r"));
    }

    /// Section 6.4: what is committed between request and confirmation does not move the read index.
    @Test
    void readIndexIsTheCommitIndexAtTheRequest() {
        Member m = ready(THREE);
        List<Message> sent = read(m, "r");
        m.propose("x");
        m.step(appended(2, 1, 1, 2));
        assertThat(m.status().commit()).isEqualTo(2);
        m.step(answerTo(sent, 2));
        assertThat(m.reads()).containsExactly(state(1, "r"));
    }

    /// Section 6.4, step 3: an answer to a heartbeat that was sent before the request confirms nothing.
    @Test
    void answerToAnEarlierHeartbeatConfirmsNothing() {
        Member m = ready(THREE);
        List<Message> earlier = m.tick(Member.HEARTBEAT_TICK);
        List<Message> sent = read(m, "r");
        m.step(answerTo(earlier, 2));
        assertThat(m.reads()).isEmpty();
        m.step(answerTo(sent, 2));
        assertThat(m.reads()).hasSize(1);
    }

    /// Section 6.4: one round of heartbeats serves all reads that gathered.
    @Test
    void laterConfirmationCoversEarlierReads() {
        Member m = ready(THREE);
        read(m, "a");
        read(m, "b");
        List<Message> sent = read(m, "c");
        m.step(answerTo(sent, 3));
        assertThat(m.reads()).containsExactly(state(1, "a"), state(1, "b"), state(1, "c"));
    }

    /// An earlier round confirms only what came before it.
    @Test
    void earlierConfirmationDoesNotCoverLaterReads() {
        Member m = ready(THREE);
        List<Message> sent = read(m, "a");
        read(m, "b");
        m.step(answerTo(sent, 3));
        assertThat(m.reads()).containsExactly(state(1, "a"));
    }

    /// If the round's messages were lost the next heartbeat confirms as well.
    @Test
    void nextHeartbeatConfirmsWhatWaits() {
        Member m = ready(THREE);
        read(m, "r");
        m.step(answerTo(m.tick(Member.HEARTBEAT_TICK), 2));
        assertThat(m.reads()).containsExactly(state(1, "r"));
    }

    /// Section 6.4: a leader that was replaced without knowing it answers no reads; as none of its heartbeats is answered in its term.
    @Test
    void deposedLeaderAnswersNoReads() {
        Group group = Group.of(3);
        group.elect(1);
        group.cut(1);
        group.elect(2);
        group.propose(2, "x");
        group.member(1).node().readIndex(bytes("stale"));
        group.settle();
        group.heal();
        group.tick(1, Member.ELECTION_TICK);
        group.heartbeat(2);
        assertThat(group.member(1).reads()).isEmpty();
        assertThat(group.member(1).applied()).containsExactly("x");
    }

    /// Section 6.4: what waited is forgotten with the leadership; whoever asked must ask again.
    @Test
    void readsAreForgottenWithTheLeadership() {
        Member m = ready(THREE);
        List<Message> sent = read(m, "r");
        m.step(Messages.heartbeat(2, 1, 2, 1));
        m.campaign();
        m.step(Messages.voted(2, 1, 3, true));
        m.step(appended(2, 1, 3, 2));
        m.step(answerTo(sent, 3).toBuilder().term(3).build());
        assertThat(m.reads()).isEmpty();
    }

    /// Section 6.4: followers serve reads by asking the leader for the read index.
    @Test
    void followerAsksItsLeader() {
        Group group = Group.of(3);
        group.elect(1);
        group.propose(1, "x");
        group.member(3).node().readIndex(bytes("r"));
        group.settle();
        assertThat(group.member(3).reads()).containsExactly(state(2, "r"));
        assertThat(group.member(1).reads()).isEmpty();
    }

    /// Without a leader nobody can confirm anything.
    @Test
    void readWithoutALeaderIsRefused() {
        RawNode node = Member.of(1, THREE).node();
        assertThat(node.readIndex(bytes("r"))).isInstanceOfSatisfying(StepResult.Refused.class,
                r -> assertThat(r.refusal()).isEqualTo(Refusal.NO_LEADER));
    }

    /// A single voter needs nobody's confirmation.
    @Test
    void onlyVoterAnswersAtOnce() {
        Member m = Member.leader(1, Stored.voters(1).learners(2));
        read(m, "r");
        assertThat(m.reads()).containsExactly(state(1, "r"));
    }

    /// Section 4.2.1: learners' answers do not count for the quorum.
    @ParameterizedTest
    @CsvSource({"2, 1", "3, 0"})
    void learnersDoNotConfirmReads(long peer, int reads) {
        Member m = Member.leader(1, Stored.voters(1, 2).learners(3));
        m.step(appended(2, 1, 1, 1));
        List<Message> sent = read(m, "r");
        m.step(answerTo(sent, peer));
        assertThat(m.reads()).hasSize(reads);
    }

    /// Section 6.4.1: under a lease a leader answers without messages.
    @Test
    void leaseAnswersWithoutARound() {
        Member m = Member.leader(1, THREE, c -> c.checkQuorum(true).readOnlyOption(ReadOnlyOption.LEASE_BASED));
        m.step(appended(2, 1, 1, 1));
        assertThat(read(m, "r")).isEmpty();
        assertThat(m.reads()).containsExactly(state(1, "r"));
    }

    /// Section 6.4.1: the lease is one only if followers do not elect another leader meanwhile, and if its holder gives it up in time.
    @Test
    void leaseNeedsCheckQuorum() {
        assertThatThrownBy(() -> Member.of(1, THREE, c -> c.readOnlyOption(ReadOnlyOption.LEASE_BASED)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// Section 6.4.1: a leader that hears from no quorum for an election timeout gives up its lease with its leadership.
    @Test
    void leaseEndsWithTheLeadership() {
        Member m = Member.leader(1, THREE, c -> c.checkQuorum(true).readOnlyOption(ReadOnlyOption.LEASE_BASED));
        m.step(appended(2, 1, 1, 1));
        m.tick(2 * Member.ELECTION_TICK);
        assertThat(m.node().readIndex(bytes("r"))).isInstanceOf(StepResult.Refused.class);
        assertThat(m.settle()).isEmpty();
        assertThat(m.reads()).isEmpty();
    }
}
