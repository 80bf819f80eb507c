package dev.raftd.raft.paper;

import static dev.raftd.raft.paper.Messages.append;
import static dev.raftd.raft.paper.Messages.appended;
import static dev.raftd.raft.paper.Messages.entry;
import static dev.raftd.raft.paper.Messages.heard;
import static dev.raftd.raft.paper.Messages.heartbeat;
import static dev.raftd.raft.paper.Messages.lines;
import static dev.raftd.raft.paper.Messages.ofType;
import static dev.raftd.raft.paper.Messages.snapshot;
import static dev.raftd.raft.paper.Messages.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raft.Ready;
import dev.raftd.raft.SnapshotStatus;
import dev.raftd.raft.StateType;
import dev.raftd.raft.StepResult;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Log compaction: paper, section 7; thesis, chapter 5.
class CompactionTest {
    private static final Stored THREE = Stored.voters(1, 2, 3);
    private static final ConfState ALL = ConfState.of(List.of(1L, 2L, 3L));

    /// A leader of term 2 whose log begins after 1/5; node 2 has everything, node 3 was not heard of yet.
    private static Member compacted() {
        Member m = Member.leader(1, THREE.after(1, 5).state(1, 0, 5));
        m.step(appended(2, 1, 2, 6));
        return m;
    }

    /// Node 3's answer to a first probe: its log is empty.
    private static Message behind() {
        return appended(3, 1, 2, 5).toBuilder().reject(true).rejectHint(0).build();
    }

    /// Section 7: a follower that needs entries which the leader has discarded gets the snapshot instead.
    @Test
    void followerThatIsTooFarBehindGetsTheSnapshot() {
        List<Message> sent = compacted().step(behind());
        assertThat(lines(sent)).containsExactly("""
                1->3 MsgSnap Term:2 Log:0/0
                  Snapshot: Index:5 Term:1 ConfState:Voters:[1 2 3] VotersOutgoing:[] Learners:[] LearnersNext:[] AutoLeave:false""");
    }

    /// Section 7: the snapshot is as of what is applied; the follower goes on with the entries that follow it.
    @Test
    void followerContinuesAfterTheSnapshot() {
        Group group = Group.of(3);
        group.elect(1);
        group.cut(3);
        group.propose(1, "a");
        group.propose(1, "b");
        group.member(1).compact();
        group.propose(1, "c");
        group.heal();
        group.heartbeat(1);
        Member m = group.member(3);
        assertThat(m.storage().firstIndex()).isEqualTo(4);
        assertThat(Messages.text(m.storage().snapshot().data())).isEqualTo("state at 3");
        assertThat(m.applied()).containsExactly("c");
        assertThat(m.log()).isEqualTo(group.member(1).log());
        assertThat(group.delivered(MessageType.MSG_SNAP)).hasSize(1);
    }

    /// Section 7: a follower that only lags behind what is still in the log needs no snapshot.
    @Test
    void followerThatLagsALittleGetsEntries() {
        Group group = Group.of(3);
        group.elect(1);
        group.propose(1, "a");
        group.member(1).compact();
        group.cut(3);
        group.propose(1, "b");
        group.heal();
        group.heartbeat(1);
        assertThat(group.member(3).applied()).containsExactly("a", "b");
        assertThat(group.delivered(MessageType.MSG_SNAP)).isEmpty();
    }

    /// Figure 13 (rules 6 and 7): a log that conflicts with the snapshot, or is shorter, is discarded as a whole.
    @Test
    void snapshotReplacesALogThatDoesNotHaveItsLastEntry() {
        Member m = Member.of(3, THREE.log(1, 1, 2, 2, 2, 2, 2).state(2, 0, 2));
        assertThat(m.step(snapshot(1, 3, 3, new Place(3, 5), ALL))).containsExactly(appended(3, 1, 3, 5));
        assertThat(m.log()).isEmpty();
        assertThat(m.storage().lastIndex()).isEqualTo(5);
        assertThat(m.status().commit()).isEqualTo(5);
        assertThat(m.status().applied()).isEqualTo(5);
    }

    /// Figure 13 (rule 6): a log that has the snapshot's last entry is kept, with what follows; the entries up to there are now known
    /// to be committed.
    @Test
    void logThatHasTheSnapshotsLastEntryIsKept() {
        Member m = Member.of(3, THREE.log(1, 1, 1, 1).state(1, 0, 1));
        assertThat(m.step(snapshot(1, 3, 1, new Place(1, 3), ALL))).containsExactly(appended(3, 1, 1, 3));
        assertThat(m.logTerms()).hasSize(4);
        assertThat(m.applied()).containsExactly("1/1", "1/2", "1/3");
    }

    /// Section 7: a snapshot of what is committed anyway brings nothing; the answer tells how far the follower is.
    @Test
    void oldSnapshotIsIgnored() {
        Member m = Member.of(3, THREE.log(1, 1, 1, 1).state(1, 0, 4));
        m.settle();
        assertThat(m.step(snapshot(1, 3, 1, new Place(1, 3), ALL))).containsExactly(appended(3, 1, 1, 4));
        assertThat(m.logTerms()).hasSize(4);
    }

    /// Figure 13 (rule 1): a snapshot of an earlier term's leader is not taken.
    @Test
    void snapshotOfAnEarlierTermIsNotTaken() {
        Member m = Member.of(3, THREE.state(4, 0, 0));
        assertThat(m.step(snapshot(1, 3, 3, new Place(3, 5), ALL))).isEmpty();
        assertThat(m.storage().lastIndex()).isZero();
    }

    /// Thesis, section 5.1: a snapshot brings the configuration as of its last entry.
    @Test
    void snapshotBringsTheConfiguration() {
        Member m = Member.of(3, Stored.voters());
        ConfState members = new ConfState(List.of(1L, 2L), List.of(3L), List.of(), List.of(), false);
        m.step(snapshot(1, 3, 1, new Place(1, 5), members));
        assertThat(m.members()).isEqualTo(members);
        assertThat(m.campaign()).as("a learner does not campaign").isEmpty();
    }

    /// A snapshot whose configuration does not have this node is not for it.
    @Test
    void snapshotForOthersIsIgnored() {
        Member m = Member.of(3, THREE);
        assertThat(m.step(snapshot(1, 3, 1, new Place(1, 5), ConfState.of(List.of(1L, 2L))))).containsExactly(appended(3, 1, 1, 0));
        assertThat(m.storage().lastIndex()).isZero();
    }

    /// Section 7: a snapshot is stored, with the commit index that it implies, before it is acknowledged.
    @Test
    void snapshotIsStoredWithTheReadyThatAcknowledgesIt() {
        Member m = Member.of(3, THREE);
        m.stepResult(snapshot(1, 3, 1, new Place(1, 5), ALL));
        Ready rd = m.node().ready();
        assertThat(rd.snapshot().metadata().index()).isEqualTo(5);
        assertThat(rd.hardState().commit()).isEqualTo(5);
        assertThat(rd.messages()).containsExactly(appended(3, 1, 1, 5));
    }

    /// A node that has a snapshot to install has no whole log, so that it does not campaign.
    @Test
    void nodeThatInstallsASnapshotDoesNotCampaign() {
        Member m = Member.of(3, THREE);
        m.stepResult(snapshot(1, 3, 1, new Place(1, 5), ALL));
        assertThat(m.node().campaign()).isInstanceOf(StepResult.Refused.class);
        m.settle();
        m.campaign();
        assertThat(m.state()).isEqualTo(StateType.CANDIDATE);
    }

    /// Section 7: the last term and index of the snapshot stand in for the entry before the log.
    @Test
    void appendDirectlyAfterTheSnapshotIsTaken() {
        Member m = Member.of(3, THREE.after(2, 5).state(2, 0, 5));
        assertThat(m.step(append(1, 3, 2, new Place(2, 5), 5, entry(2, 6)))).containsExactly(appended(3, 1, 2, 6));
        assertThat(m.log()).containsExactly(entry(2, 6));
    }

    /// Section 5.4.1 after compaction: the snapshot's last entry is the log's.
    @Test
    void compactedLogIsComparedByTheSnapshotsLastEntry() {
        Member m = Member.of(3, THREE.after(2, 5).state(2, 0, 5));
        assertThat(m.step(Messages.vote(1, 3, 3, 2, 4))).containsExactly(Messages.voted(3, 1, 3, false));
        assertThat(m.step(Messages.vote(2, 3, 3, 2, 5))).containsExactly(Messages.voted(3, 2, 3, true));
    }

    // the leader's side

    /// Nothing is appended to a follower that waits for a snapshot.
    @Test
    void nothingIsAppendedWhileASnapshotIsOnItsWay() {
        Member m = compacted();
        m.step(behind());
        assertThat(m.progress(3)).hasToString("StateSnapshot match=0 next=6 paused pendingSnap=5");
        assertThat(to(3, m.propose("x"))).isEmpty();
        assertThat(to(3, m.step(heard(3, 1, 2)))).isEmpty();
    }

    /// The acknowledgement of the snapshot resumes the appends, at once with what came meanwhile.
    @Test
    void acknowledgedSnapshotResumesTheAppends() {
        Member m = compacted();
        m.step(behind());
        m.propose("x");
        assertThat(lines(m.step(appended(3, 1, 2, 5)))).containsExactly("""
                1->3 MsgApp Term:2 Log:1/5 Commit:6 Entries:[
                  2/6 EntryNormal ""
                  2/7 EntryNormal "x"
                ]""");
        assertThat(m.progress(3)).hasToString("StateReplicate match=5 next=8 inflight=1");
    }

    /// A snapshot that could not be delivered is found missing by a probe, after the next heartbeat, and sent again.
    @Test
    void failedSnapshotIsSentAgain() {
        Member m = compacted();
        m.step(behind());
        m.node().reportSnapshot(3, SnapshotStatus.FAILURE);
        assertThat(m.progress(3)).hasToString("StateProbe match=0 next=1 paused");
        assertThat(m.settle()).isEmpty();
        assertThat(ofType(MessageType.MSG_SNAP, m.step(heard(3, 1, 2)))).hasSize(1);
    }

    /// A delivered snapshot whose acknowledgement is not there yet is probed just behind its last entry.
    @Test
    void deliveredSnapshotIsProbedBehindItsLastEntry() {
        Member m = compacted();
        m.step(behind());
        m.node().reportSnapshot(3, SnapshotStatus.FINISH);
        assertThat(m.progress(3)).hasToString("StateProbe match=0 next=6 paused");
        assertThat(lines(m.step(heard(3, 1, 2)))).containsExactly("1->3 MsgApp Term:2 Log:1/5 Commit:6 Entries:[2/6 EntryNormal \"\"]");
    }

    /// A snapshot is expensive: it is sent only to a follower that was heard of lately.
    @Test
    void snapshotIsNotSentToASilentFollower() {
        Member m = Member.leader(1, THREE.log(1, 1, 1, 1, 1).state(1, 0, 5), c -> c.checkQuorum(true));
        m.step(appended(2, 1, 2, 6));
        m.compact();
        for (int i = 0; i < 2; i++) { // node 3 stays silent for an election timeout
            m.step(heard(2, 1, 2));
            m.tick(Member.ELECTION_TICK);
        }
        assertThat(m.progress(3)).hasToString("StateProbe match=0 next=6 paused inactive");
        m.node().reportUnreachable(3);
        assertThat(to(3, m.propose("x"))).isEmpty();
        assertThat(ofType(MessageType.MSG_APP, to(3, m.step(heard(3, 1, 2))))).isEmpty();
    }

    /// Section 7: a node starts again from its snapshot and the log behind it.
    @Test
    void nodeRestartsFromItsSnapshot() {
        Member m = Member.of(3, THREE);
        m.step(append(1, 3, 1, Place.START, 2, entry(1, 1), entry(1, 2), entry(1, 3)));
        m.compact();
        m.restart();
        assertThat(m.status().applied()).isEqualTo(2);
        assertThat(m.node().logState().firstIndex()).isEqualTo(3);
        m.step(heartbeat(1, 3, 1, 3));
        assertThat(m.applied()).containsExactly("1/1", "1/2", "1/3");
        List<Entry> log = m.log();
        assertThat(log).containsExactly(entry(1, 3));
    }
}
