package dev.raftd.raft.paper;

import static dev.raftd.raft.paper.Messages.append;
import static dev.raftd.raft.paper.Messages.appended;
import static dev.raftd.raft.paper.Messages.bytes;
import static dev.raftd.raft.paper.Messages.entry;
import static dev.raftd.raft.paper.Messages.heard;
import static dev.raftd.raft.paper.Messages.heartbeat;
import static dev.raftd.raft.paper.Messages.lines;
import static dev.raftd.raft.paper.Messages.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raft.Ready;
import dev.raftd.raft.StepResult;
import dev.raftd.raft.StepResult.Refusal;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Log replication: paper, section 5.3.
class ReplicationTest {
    private static final Stored THREE = Stored.voters(1, 2, 3);

    // leaders

    /// Section 8: a leader commits an empty entry at the start of its term, to learn what is committed.
    @Test
    void leaderBeginsItsTermWithAnEmptyEntry() {
        Member m = Member.leader(1, THREE.log(1, 1).state(3, 0, 0));
        assertThat(m.log().getLast()).isEqualTo(new Entry(4, 3));
    }

    /// Section 5.3: a leader appends a command to its log and sends it to all others at the same time.
    @Test
    void leaderAppendsAProposalAndSendsItToAll() {
        Group group = Group.of(3);
        group.elect(1);
        assertThat(lines(group.member(1).propose("x"))).containsExactly(
                "1->2 MsgApp Term:1 Log:1/1 Commit:1 Entries:[1/2 EntryNormal \"x\"]",
                "1->3 MsgApp Term:1 Log:1/1 Commit:1 Entries:[1/2 EntryNormal \"x\"]");
        assertThat(group.member(1).log()).contains(new Entry(1, 2, EntryType.NORMAL, bytes("x")));
    }

    /// Section 5.3: indexes follow each other, and the term is the leader's.
    @Test
    void proposalsTakenTogetherGetConsecutivePlaces() {
        Member m = Member.leader(1, THREE.log(1, 1, 2).state(2, 0, 0));
        List<Entry> three = Collections.nCopies(3, Entry.proposal(EntryType.NORMAL, bytes("x")));
        assertThat(m.node().propose(three)).isEqualTo(new StepResult.Appended(5, 3, null));
        m.settle();
        assertThat(m.logTerms()).containsExactly(1L, 1L, 2L, 3L, 3L, 3L, 3L);
    }

    /// Figure 3 (leader append-only): a leader's log only grows; an append of another "leader" of its term changes nothing.
    @Test
    void leaderNeverOverwritesItsLog() {
        Member m = Member.leader(1, THREE.log(1, 1).state(1, 0, 0));
        List<Entry> before = m.log();
        assertThat(m.step(append(2, 1, 2, new Place(1, 1), 0, entry(2, 2)))).isEmpty();
        assertThat(m.log()).isEqualTo(before);
        m.propose("x");
        assertThat(m.log()).startsWith(before.toArray(Entry[]::new));
    }

    /// Section 5.3: an entry is committed once a majority has it, the leader included.
    @ParameterizedTest
    @CsvSource({"1, 0, true", "2, 0, false", "2, 1, true", "3, 0, false", "3, 1, true", "4, 1, false", "4, 2, true", "5, 1, false",
            "5, 2, true", "7, 2, false", "7, 3, true"})
    void entryIsCommittedOnceAMajorityHasIt(int voters, int acknowledgements, boolean committed) {
        Member m = Member.leader(1, Stored.voters(LongStream.rangeClosed(1, voters).toArray()));
        for (long peer = 2; peer < 2 + acknowledgements; peer++) {
            m.step(appended(peer, 1, 1, 1));
        }
        assertThat(m.status().commit()).isEqualTo(committed ? 1 : 0);
    }

    /// Section 5.1: RPCs are repeated; an acknowledgement that comes twice counts once.
    @Test
    void repeatedAcknowledgementCountsOnce() {
        Member m = Member.leader(1, Stored.voters(1, 2, 3, 4, 5));
        m.step(appended(2, 1, 1, 1));
        m.step(appended(2, 1, 1, 1));
        assertThat(m.status().commit()).isZero();
    }

    /// Section 5.3: committing an entry commits all before it, also those of earlier leaders; they are applied in the order of the log.
    @Test
    void commitCoversAllEntriesBefore() {
        Member m = Member.leader(1, THREE.log(1, 2, 2).state(2, 0, 1));
        m.step(appended(2, 1, 3, 4));
        assertThat(m.status().commit()).isEqualTo(4);
        assertThat(m.applied()).containsExactly("1/1", "2/2", "2/3");
    }

    /// Section 5.3: followers learn the commit index from the next append, be it an empty one sent for that.
    @Test
    void followersLearnTheCommitIndex() {
        Group group = Group.of(3);
        group.elect(1);
        group.propose(1, "x");
        assertThat(group.members()).allSatisfy(m -> assertThat(m.applied()).containsExactly("x"));
    }

    /// Section 5.3: the leader answers (commits) without waiting for slow or failed followers, and repeats until all have all.
    @Test
    void slowFollowerNeitherDelaysNorMissesAnything() {
        Group group = Group.of(3);
        group.elect(1);
        group.cut(3);
        group.propose(1, "x");
        group.propose(1, "y");
        assertThat(group.member(2).applied()).containsExactly("x", "y");
        assertThat(group.member(3).applied()).isEmpty();

        group.heal();
        group.heartbeat(1);
        assertThat(group.member(3).applied()).containsExactly("x", "y");
        assertThat(group.member(3).log()).isEqualTo(group.member(1).log());
    }

    /// Section 5.3: an append that was lost is sent again; a heartbeat's answer shows that it is due.
    @Test
    void lostAppendIsRepeated() {
        Member m = Member.leader(1, THREE);
        assertThat(lines(m.step(heard(2, 1, 1)))).containsExactly("1->2 MsgApp Term:1 Log:0/0 Entries:[1/1 EntryNormal \"\"]");
        m.step(appended(2, 1, 1, 1));
        assertThat(to(2, m.step(heard(2, 1, 1)))).isEmpty();
    }

    /// Section 5.3: a heartbeat never makes a follower commit what it may have from another leader.
    @Test
    void heartbeatTellsNoCommitBeyondWhatTheFollowerIsKnownToHave() {
        Member m = Member.leader(1, THREE);
        m.step(appended(2, 1, 1, 1));
        assertThat(lines(m.tick(Member.HEARTBEAT_TICK))).containsExactly("1->2 MsgHeartbeat Term:1 Log:0/0 Commit:1",
                "1->3 MsgHeartbeat Term:1 Log:0/0");
    }

    // followers

    /// Section 5.3: a follower passes commands on to its leader; without one it drops them. (In the paper it names the leader.)
    @Test
    void followerForwardsProposals() {
        Member m = Member.of(2, THREE);
        assertThat(m.node().propose(bytes("x"))).isInstanceOfSatisfying(StepResult.Refused.class,
                r -> assertThat(r.refusal()).isEqualTo(Refusal.PROPOSAL_DROPPED));
        m.step(heartbeat(1, 2, 1, 0));
        assertThat(m.node().propose(bytes("x"))).isEqualTo(new StepResult.Forwarded(1));
        assertThat(lines(m.settle())).containsExactly("2->1 MsgProp Term:0 Log:0/0 Entries:[0/0 EntryNormal \"x\"]");
    }

    /// Forwarding may be turned off, as in the paper: then a follower only refuses.
    @Test
    void followerThatMustNotForwardRefuses() {
        Member m = Member.of(2, THREE, c -> c.disableProposalForwarding(true));
        m.step(heartbeat(1, 2, 1, 0));
        assertThat(m.node().propose(bytes("x"))).isInstanceOf(StepResult.Refused.class);
        assertThat(m.settle()).isEmpty();
    }

    /// Figure 2 (AppendEntries, rule 5): the commit index becomes the leader's, but never beyond the last entry just received.
    @ParameterizedTest
    @CsvSource({"0, 0, 0", "1, 0, 1", "3, 0, 2", "1, 1, 1", "3, 1, 3", "4, 1, 3", "4, 2, 4"})
    void commitIndexIsTheLeadersUpToTheLastNewEntry(long leaderCommit, int newEntries, long expected) {
        Member m = Member.of(2, THREE.log(1, 1, 1, 1).state(1, 0, 0));
        Entry[] entries = LongStream.range(3, 3 + newEntries).mapToObj(i -> entry(1, i)).toArray(Entry[]::new);
        m.step(append(1, 2, 1, new Place(1, 2), leaderCommit, entries));
        assertThat(m.status().commit()).isEqualTo(expected);
    }

    /// Figure 2 (volatile state): the commit index only grows.
    @Test
    void commitIndexNeverFalls() {
        Member m = Member.of(2, THREE.log(1, 1).state(1, 0, 2));
        m.step(append(1, 2, 1, new Place(1, 2), 1));
        m.step(heartbeat(1, 2, 1, 0));
        assertThat(m.status().commit()).isEqualTo(2);
    }

    /// Section 5.3: committed entries are applied in order, each once; nothing else is.
    @Test
    void followerAppliesWhatIsCommittedInOrder() {
        Member m = Member.of(2, THREE);
        m.step(append(1, 2, 1, Place.START, 0, entry(1, 1), entry(1, 2), entry(1, 3)));
        assertThat(m.applied()).isEmpty();
        m.step(append(1, 2, 1, new Place(1, 3), 2));
        assertThat(m.applied()).containsExactly("1/1", "1/2");
        m.step(append(1, 2, 1, new Place(1, 3), 2));
        m.step(append(1, 2, 1, new Place(1, 3), 3, entry(1, 4)));
        assertThat(m.applied()).containsExactly("1/1", "1/2", "1/3");
    }

    /// Section 5.3: a follower whose log lacks the entry before the new ones refuses them, and says where it may match: at most at its
    /// last entry, and at none of a higher term than the leader has there. Its log is 1/1, 2/2.
    @ParameterizedTest
    @CsvSource({"2, 3, 2, one entry is missing", "2, 9, 2, many are missing", "9, 2, 2, another term", "1, 2, 1, a term too high",
            "1, 3, 1, missing and too high"})
    void followerRefusesEntriesThatDoNotFit(long prevTerm, long prevIndex, long hint, String why) {
        Member m = Member.of(2, THREE.log(1, 2).state(9, 0, 0));
        List<Message> answer = m.step(append(1, 2, 9, new Place(prevTerm, prevIndex), 0, entry(9, prevIndex + 1)));
        assertThat(lines(answer)).as(why)
                .containsExactly("2->1 MsgAppResp Term:9 Log:" + hint + "/" + prevIndex + " Rejected (Hint: " + hint + ")");
        assertThat(m.logTerms()).containsExactly(1L, 2L);
    }

    /// Figure 2 (AppendEntries, rules 3 and 4): a conflicting entry goes with all that follow it, others stay.
    @ParameterizedTest
    @CsvSource({"2, 2, 3, '1 2 3', appended", "1, 1, '3 4', '1 3 4', two replaced", "0, 0, 1, '1 2', nothing but what is there",
            "0, 0, 3, '3', all replaced", "2, 2, '', '1 2', none", "1, 1, '2 2', '1 2 2', one there and one new"})
    void conflictingEntriesAreReplaced(long prevTerm, long prevIndex, String newTerms, String expected, String why) {
        Member m = Member.of(2, THREE.log(1, 2).state(4, 0, 0));
        List<Entry> entries = new ArrayList<>();
        for (String term : newTerms.isEmpty() ? new String[0] : newTerms.split(" ")) {
            entries.add(entry(Long.parseLong(term), prevIndex + entries.size() + 1));
        }
        assertThat(m.step(append(1, 2, 4, new Place(prevTerm, prevIndex), 0, entries.toArray(Entry[]::new))))
                .containsExactly(appended(2, 1, 4, prevIndex + entries.size()));
        assertThat(m.logTerms().stream().map(String::valueOf)).as(why).containsExactly(expected.split(" "));
    }

    /// Section 5.5: AppendEntries may be repeated without harm.
    @Test
    void repeatedAppendChangesNothing() {
        Member m = Member.of(2, THREE);
        Message append = append(1, 2, 1, Place.START, 0, entry(1, 1), entry(1, 2));
        List<Message> answer = m.step(append);
        List<Entry> log = m.log();
        assertThat(m.step(append)).isEqualTo(answer);
        assertThat(m.log()).isEqualTo(log);
    }

    /// Section 5.3: an append that was overtaken by a longer one does not cut off what the longer one brought.
    @Test
    void overtakenAppendTruncatesNothing() {
        Member m = Member.of(2, THREE);
        m.step(append(1, 2, 1, Place.START, 0, entry(1, 1), entry(1, 2), entry(1, 3)));
        m.step(append(1, 2, 1, Place.START, 0, entry(1, 1)));
        assertThat(m.logTerms()).containsExactly(1L, 1L, 1L);
    }

    /// Figure 3 (state machine safety): nothing makes a follower replace a committed entry. An append that begins before its commit index
    /// is answered by that index, unread: a leader of this or a later term has the same up to there.
    @Test
    void followerNeverReplacesACommittedEntry() {
        Member m = Member.of(2, THREE.log(1, 1, 1).state(1, 0, 3));
        assertThat(m.step(append(1, 2, 2, new Place(1, 1), 3, entry(2, 2)))).containsExactly(appended(2, 1, 2, 3));
        assertThat(m.logTerms()).containsExactly(1L, 1L, 1L);
    }

    /// Figure 2 (AppendEntries): an acknowledgement promises that entries are on the disk, so they go together.
    @Test
    void entriesAreStoredWithTheReadyThatAcknowledgesThem() {
        Member m = Member.of(2, THREE);
        m.stepResult(append(1, 2, 1, Place.START, 0, entry(1, 1)));
        Ready rd = m.node().ready();
        assertThat(rd.entries()).containsExactly(entry(1, 1));
        assertThat(rd.mustSync()).isTrue();
        assertThat(rd.messages()).containsExactly(appended(2, 1, 1, 1));
    }

    // the whole group

    /// Section 5.3: as a leader's log differs by whole terms at most, a mismatch is found in one probe a term, not one an entry.
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 50})
    void conflictingTermIsSkippedInOneProbe(int length) {
        long[] longer = LongStream.concat(LongStream.of(1), LongStream.generate(() -> 3).limit(length)).toArray();
        long[] other = LongStream.concat(LongStream.of(1), LongStream.generate(() -> 2).limit(length)).toArray();
        Group group = Group.of(Member.of(1, THREE.log(longer).state(3, 0, 1)), Member.of(2, THREE.log(other).state(3, 0, 1)),
                Member.of(3, THREE.log(longer).state(3, 0, 1)));
        group.elect(1);
        assertThat(group.member(2).log()).isEqualTo(group.member(1).log());
        assertThat(group.delivered(MessageType.MSG_APP_RESP).stream().filter(Message::reject)).hasSizeLessThanOrEqualTo(2);
    }

    /// Figure 3 (log matching): whatever leaders did, logs that have an entry of the same place are the same up to there.
    @Test
    void logsAreTheSameUpToAnyCommonPlace() {
        Group group = Group.of(5);
        for (long leader : new long[]{1, 2, 3, 4}) {
            group.heal();
            group.elect(leader);
            group.cut(leader, leader % 5 + 1); // a minority goes on by itself
            group.propose(leader, "by " + leader);
            assertThat(group.members()).allSatisfy(a -> group.members().forEach(b -> assertMatching(a.log(), b.log())));
        }
    }

    private static void assertMatching(List<Entry> a, List<Entry> b) {
        int common = Math.min(a.size(), b.size());
        while (common > 0 && a.get(common - 1).term() != b.get(common - 1).term()) {
            common--;
        }
        assertThat(a.subList(0, common)).isEqualTo(b.subList(0, common));
    }
}
