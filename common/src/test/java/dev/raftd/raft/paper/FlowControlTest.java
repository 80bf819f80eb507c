package dev.raftd.raft.paper;

import static dev.raftd.raft.paper.Messages.appended;
import static dev.raftd.raft.paper.Messages.bytes;
import static dev.raftd.raft.paper.Messages.heard;
import static dev.raftd.raft.paper.Messages.lines;
import static dev.raftd.raft.paper.Messages.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raft.Ready;
import dev.raftd.raft.StepResult;
import dev.raftd.raft.StepResult.Refusal;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.tracker.ProgressState;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How much a leader has on its way to a follower: thesis, section 10.2 (pipelining, batching), in etcd's terms.
class FlowControlTest {
    private static final Stored TWO = Stored.voters(1, 2);
    private static final Stored THREE = Stored.voters(1, 2, 3);

    /// A leader to whom node 2 has answered once, so that it may pipeline.
    private static Member replicating(Member m) {
        m.step(appended(2, 1, 1, 1));
        assertThat(m.progress(2).state()).isEqualTo(ProgressState.REPLICATE);
        return m;
    }

    /// Section 10.2.1: as long as it is not known where the logs match there is one append at a time.
    @Test
    void probedFollowerGetsOneAppendAtATime() {
        Member m = Member.leader(1, THREE);
        assertThat(m.propose("x")).isEmpty();
        assertThat(m.progress(2)).hasToString("StateProbe match=0 next=1 paused inactive");
        assertThat(lines(to(2, m.step(heard(2, 1, 1))))).hasSize(1);
        assertThat(m.propose("y")).isEmpty();
    }

    /// Section 10.2.1: once it answered, appends are sent without waiting for the answers to earlier ones.
    @Test
    void replicatingFollowerGetsAppendsWithoutWaiting() {
        Member m = replicating(Member.leader(1, THREE));
        assertThat(lines(to(2, m.propose("x")))).containsExactly("1->2 MsgApp Term:1 Log:1/1 Commit:1 Entries:[1/2 EntryNormal \"x\"]");
        assertThat(lines(to(2, m.propose("y")))).containsExactly("1->2 MsgApp Term:1 Log:1/2 Commit:1 Entries:[1/3 EntryNormal \"y\"]");
        assertThat(m.progress(2)).hasToString("StateReplicate match=1 next=4 inflight=2");
    }

    /// A full window stops the flow; an acknowledgement opens it, for as many appends as it acknowledges.
    @Test
    void fullWindowWaitsForAnAcknowledgement() {
        Member m = replicating(Member.leader(1, THREE, c -> c.maxInflightMsgs(2)));
        m.propose("a");
        m.propose("b");
        assertThat(m.progress(2)).hasToString("StateReplicate match=1 next=4 paused inflight=2[full]");
        assertThat(to(2, m.propose("c"))).isEmpty();
        assertThat(lines(to(2, m.step(appended(2, 1, 1, 2)))).getLast()).endsWith("Entries:[1/4 EntryNormal \"c\"]");
    }

    /// If everything in a full window was lost nobody would answer: after a heartbeat's answer an empty append shows what is missing.
    @Test
    void fullWindowThatWasLostIsFoundOutByAnEmptyAppend() {
        Member m = replicating(Member.leader(1, THREE, c -> c.maxInflightMsgs(1)));
        m.propose("a");
        List<Message> probe = to(2, m.step(heard(2, 1, 1)));
        assertThat(lines(probe)).containsExactly("1->2 MsgApp Term:1 Log:1/2 Commit:1");

        Message rejection = appended(2, 1, 1, 2).toBuilder().reject(true).rejectHint(1).logTerm(1).build();
        assertThat(lines(to(2, m.step(rejection)))).containsExactly("1->2 MsgApp Term:1 Log:1/1 Commit:1 Entries:[1/2 EntryNormal \"a\"]");
        assertThat(m.progress(2).state()).isEqualTo(ProgressState.PROBE);
    }

    /// The window can be limited in bytes too.
    @Test
    void windowIsLimitedInBytes() {
        Member m = replicating(Member.leader(1, THREE, c -> c.maxSizePerMsg(8).maxInflightBytes(10)));
        assertThat(to(2, m.propose("123456"))).hasSize(1);
        assertThat(to(2, m.propose("123456"))).hasSize(1);
        assertThat(to(2, m.propose("123456"))).isEmpty();
        assertThat(to(2, m.step(appended(2, 1, 1, 3)))).isNotEmpty();
    }

    /// An append carries no more than its limit, yet at least one entry.
    @Test
    void appendIsCutAtItsSizeLimit() {
        Member m = Member.leader(1, TWO, c -> c.maxSizePerMsg(0));
        m.propose("a");
        m.propose("b");
        assertThat(lines(m.step(appended(2, 1, 1, 1)))).containsExactly(
                "1->2 MsgApp Term:1 Log:1/1 Commit:1 Entries:[1/2 EntryNormal \"a\"]",
                "1->2 MsgApp Term:1 Log:1/2 Commit:1 Entries:[1/3 EntryNormal \"b\"]");
    }

    /// Section 10.2.2: what has gathered goes in one append.
    @Test
    void gatheredEntriesGoInOneAppend() {
        Member m = Member.leader(1, TWO);
        m.propose("a");
        m.propose("b");
        List<Message> appends = m.step(appended(2, 1, 1, 1));
        assertThat(appends.stream().map(a -> a.entries().size())).containsExactly(2);
    }

    /// A message that could not be delivered takes a peer back to probing: what was in flight is probably lost.
    @Test
    void unreachableFollowerIsProbedAgain() {
        Member m = replicating(Member.leader(1, THREE));
        m.propose("a");
        m.node().reportUnreachable(2);
        assertThat(m.progress(2)).hasToString("StateProbe match=1 next=2");
    }

    /// An answer that an earlier rejection already covered moves nothing.
    @Test
    void oldRejectionIsIgnored() {
        Member m = replicating(Member.leader(1, THREE));
        m.propose("a");
        m.step(appended(2, 1, 1, 2));
        Message old = appended(2, 1, 1, 1).toBuilder().reject(true).rejectHint(0).build();
        assertThat(m.step(old)).isEmpty();
        assertThat(m.progress(2)).hasToString("StateReplicate match=2 next=3");
    }

    /// A leader that cannot commit does not take proposals without end; what is always taken is one, and those without data.
    @Test
    void proposalsBeyondTheUncommittedLimitAreDropped() {
        Member m = Member.leader(1, TWO, c -> c.maxUncommittedEntriesSize(10));
        assertThat(m.node().propose(bytes("a proposal of more than ten bytes"))).isInstanceOf(StepResult.Appended.class);
        assertThat(m.node().propose(bytes("x"))).isInstanceOfSatisfying(StepResult.Refused.class,
                r -> assertThat(r.refusal()).isEqualTo(Refusal.PROPOSAL_DROPPED));
        assertThat(m.node().propose(bytes(""))).isInstanceOf(StepResult.Appended.class);
        m.settle();
        m.step(appended(2, 1, 1, 3));
        assertThat(m.node().propose(bytes("x"))).isInstanceOf(StepResult.Appended.class);
    }

    /// What is to be applied comes in pages of a limited size, in order, and nothing is left out.
    @Test
    void committedEntriesComeInPages() {
        Member m = Member.of(2, THREE.log(1, 1, 1).state(1, 0, 0), c -> c.maxCommittedSizePerReady(1));
        m.stepResult(Messages.heartbeat(1, 2, 1, 3));
        for (long index = 1; index <= 3; index++) {
            Ready rd = m.node().ready();
            assertThat(rd.committedEntries()).containsExactly(Messages.entry(1, index));
            m.handle(rd);
        }
        assertThat(m.node().hasReady()).isFalse();
    }

    /// Thesis, section 10.2.1: a leader writes its disk while it replicates. Its own copy counts once it is stable, others may commit before.
    @Test
    void leadersOwnCopyCountsOnceItIsStable() {
        Member m = Member.leader(1, THREE);
        m.step(appended(2, 1, 1, 1));
        m.step(appended(3, 1, 1, 1));
        m.node().propose(bytes("x"));
        Ready writing = m.node().ready();
        assertThat(Messages.ofType(MessageType.MSG_APP, writing.messages())).hasSize(2);
        m.stepResult(appended(2, 1, 1, 2));
        assertThat(m.status().commit()).as("two copies, one of them not yet stable").isEqualTo(1);
        m.handle(writing);
        assertThat(m.status().commit()).isEqualTo(2);
    }
}
