package dev.raftd.raft.paper;

import static dev.raftd.raft.paper.Messages.append;
import static dev.raftd.raft.paper.Messages.appended;
import static dev.raftd.raft.paper.Messages.bytes;
import static dev.raftd.raft.paper.Messages.entry;
import static dev.raftd.raft.paper.Messages.heartbeat;
import static dev.raftd.raft.paper.Messages.lines;
import static dev.raftd.raft.paper.Messages.ofType;
import static dev.raftd.raft.paper.Messages.vote;
import static dev.raftd.raft.paper.Messages.voted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raft.Ready;
import dev.raftd.raft.StateType;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What must be on stable storage before others may rely on it (paper, figure 2, persistent state), when storage is written by threads of
/// their own: thesis, section 10.2.1.
class AsyncStorageTest {
    private static final Stored THREE = Stored.voters(1, 2, 3);

    private static Member async(long id, Stored stored) {
        return Member.of(id, stored, c -> c.asyncStorageWrites(true));
    }

    /// What goes to the append thread, of which there is one message at most.
    private static Message write(Ready rd) {
        List<Message> writes = ofType(MessageType.MSG_STORAGE_APPEND, rd.messages());
        assertThat(writes).hasSize(1);
        return writes.getFirst();
    }

    /// Does the append thread's work; returns the responses, which it delivers once all is durable.
    private static List<Message> done(Member m, Message write) {
        if (write.term() != 0 || write.vote() != 0 || write.commit() != 0) {
            m.storage().setHardState(new HardState(write.term(), write.vote(), write.commit()));
        }
        m.storage().append(write.entries());
        return write.responses();
    }

    private static void deliverOwn(Member m, List<Message> responses) {
        responses.stream().filter(r -> r.to() == m.id()).forEach(m.node()::step);
    }

    /// A leader, elected by node 2's vote, with its first entry written.
    private static Member leader() {
        Member m = async(1, THREE);
        m.node().campaign();
        deliverOwn(m, done(m, write(m.node().ready())));
        m.node().step(voted(2, 1, 1, true));
        deliverOwn(m, done(m, write(m.node().ready())));
        assertThat(m.state()).isEqualTo(StateType.LEADER);
        return m;
    }

    /// A follower's acknowledgement leaves once its entries are durable, not with the Ready.
    @Test
    void acknowledgementWaitsForTheDisk() {
        Member m = async(2, THREE);
        m.node().step(append(1, 2, 1, Place.START, 0, entry(1, 1)));
        Ready rd = m.node().ready();
        assertThat(ofType(MessageType.MSG_APP_RESP, rd.messages())).isEmpty();
        assertThat(done(m, write(rd))).contains(appended(2, 1, 1, 1));
    }

    /// So does a vote.
    @Test
    void voteWaitsForTheDisk() {
        Member m = async(2, THREE);
        m.node().step(vote(1, 2, 1, 0, 0));
        Ready rd = m.node().ready();
        assertThat(rd.messages()).hasSize(1);
        assertThat(write(rd)).extracting(Message::term, Message::vote).containsExactly(1L, 1L);
        assertThat(done(m, write(rd))).containsExactly(voted(2, 1, 1, true));
    }

    /// A candidate that is elected by the others leads once its own disk has the term: after a crash it could be elected in that term again,
    /// and lead with another log.
    @Test
    void nobodyLeadsBeforeItsOwnVoteIsDurable() {
        Member m = async(1, THREE);
        m.node().campaign();
        Message write = write(m.node().ready());
        m.node().step(voted(2, 1, 1, true));
        m.node().step(voted(3, 1, 1, true));
        assertThat(m.state()).isEqualTo(StateType.CANDIDATE);
        deliverOwn(m, done(m, write));
        assertThat(m.state()).isEqualTo(StateType.LEADER);
    }

    /// A candidate's own vote counts once it is durable; others' may be there before.
    @Test
    void ownVoteCountsOnceItIsDurable() {
        Member m = async(1, THREE);
        m.node().campaign();
        Message write = write(m.node().ready());
        m.node().step(voted(2, 1, 1, true));
        assertThat(m.state()).isEqualTo(StateType.CANDIDATE);
        deliverOwn(m, done(m, write));
        assertThat(m.state()).isEqualTo(StateType.LEADER);
    }

    /// Section 10.2.1: a leader sends entries before it has written them.
    @Test
    void leaderReplicatesWhileItWrites() {
        Member m = leader();
        m.node().step(appended(2, 1, 1, 1));
        m.node().propose(bytes("x"));
        Ready rd = m.node().ready();
        assertThat(lines(ofType(MessageType.MSG_APP, rd.messages()))).contains(
                "1->2 MsgApp Term:1 Log:1/1 Commit:1 Entries:[1/2 EntryNormal \"x\"]");
        assertThat(write(rd).entries()).hasSize(1);
    }

    /// Section 10.2.1: an entry may be committed by the others before the leader's own disk has it; it is applied there once it has.
    @Test
    void othersMayCommitBeforeTheLeaderHasWritten() {
        Member m = leader();
        m.node().propose(bytes("x"));
        Message write = write(m.node().ready());
        m.node().step(appended(2, 1, 1, 2));
        assertThat(m.status().commit()).as("one disk").isEqualTo(1);
        m.node().step(appended(3, 1, 1, 2));
        assertThat(m.status().commit()).as("two disks").isEqualTo(2);
        assertThat(m.node().ready().committedEntries()).extracting(e -> e.index()).containsExactly(1L);

        deliverOwn(m, done(m, write));
        assertThat(m.node().ready().committedEntries()).extracting(e -> e.index()).containsExactly(2L);
    }

    /// Later writes may be handed out before earlier ones are done: they are not repeated.
    @Test
    void writesArePipelined() {
        Member m = leader();
        m.node().propose(bytes("x"));
        Message first = write(m.node().ready());
        m.node().propose(bytes("y"));
        Message second = write(m.node().ready());
        assertThat(first.entries()).extracting(e -> e.index()).containsExactly(2L);
        assertThat(second.entries()).extracting(e -> e.index()).containsExactly(3L);
        deliverOwn(m, done(m, first));
        deliverOwn(m, done(m, second));
        assertThat(m.node().logState().unstableLength()).isZero();
        assertThat(m.progress(1).match()).isEqualTo(3);
    }

    /// A write that was overtaken by one of a later term says nothing about what is in memory now.
    @Test
    void overtakenWriteMakesNothingStable() {
        Member m = async(2, THREE);
        m.node().step(append(1, 2, 1, Place.START, 0, entry(1, 1), entry(1, 2)));
        Message first = write(m.node().ready());
        m.node().step(append(3, 2, 2, Place.START, 0, entry(2, 1)));
        Message second = write(m.node().ready());
        deliverOwn(m, done(m, first));
        assertThat(m.node().logState().unstableLength()).isEqualTo(1);
        deliverOwn(m, done(m, second));
        assertThat(m.node().logState().unstableLength()).isZero();
        assertThat(m.logTerms()).containsExactly(2L);
    }

    /// A node that still writes answers heartbeats: a slow disk does not cost the leadership.
    @Test
    void heartbeatsAreAnsweredWhileTheDiskIsBusy() {
        Member m = async(2, THREE);
        m.node().step(append(1, 2, 1, Place.START, 0, entry(1, 1)));
        m.node().ready();
        m.node().step(heartbeat(1, 2, 1, 0));
        assertThat(m.node().ready().messages()).containsExactly(Messages.heard(2, 1, 1));
    }
}
