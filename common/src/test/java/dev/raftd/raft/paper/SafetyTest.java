package dev.raftd.raft.paper;

import static dev.raftd.raft.paper.Messages.append;
import static dev.raftd.raft.paper.Messages.appended;
import static dev.raftd.raft.paper.Messages.entry;
import static dev.raftd.raft.paper.Messages.vote;
import static dev.raftd.raft.paper.Messages.voted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Safety: paper, section 5.4, with the logs of figures 7 and 8.
class SafetyTest {
    private static final Stored THREE = Stored.voters(1, 2, 3);
    private static final Stored FIVE = Stored.voters(1, 2, 3, 4, 5);

    /// Section 5.4.1: a vote goes to a log whose last entry is of a higher term, or of the same term and not shorter. The voter's log ends
    /// with 2/3.
    @ParameterizedTest
    @CsvSource({"2, 3, true", "2, 4, true", "2, 2, false", "3, 1, true", "3, 4, true", "1, 3, false", "1, 9, false", "0, 0, false"})
    void voteGoesToALogThatIsAtLeastAsUpToDate(long lastTerm, long lastIndex, boolean granted) {
        Member m = Member.of(3, THREE.log(1, 2, 2).state(3, 0, 0));
        assertThat(m.step(vote(1, 3, 4, lastTerm, lastIndex))).containsExactly(voted(3, 1, 4, granted));
    }

    /// Section 5.4.1: the log is compared by its last entry, stable or not.
    @Test
    void unstableEntriesCountInTheComparison() {
        Member m = Member.of(3, THREE);
        m.stepResult(append(1, 3, 1, Place.START, 0, entry(1, 1)));
        m.stepResult(vote(2, 3, 2, 0, 0));
        assertThat(m.settle()).contains(voted(3, 2, 2, false));
    }

    /// Figure 3 (leader completeness): who lacks a committed entry is not elected, however often it tries.
    @Test
    void nodeWithoutACommittedEntryIsNotElected() {
        Group group = Group.of(5);
        group.elect(1);
        group.cut(5);
        group.propose(1, "x");
        group.heal();
        group.cut(1);
        for (int i = 0; i < 3; i++) {
            group.campaign(5);
            assertThat(group.leaders()).containsExactly(1L);
        }
        group.elect(2);
        assertThat(group.member(5).applied()).containsExactly("x");
    }

    /// Section 5.4.2: an entry of an earlier term is not committed by counting who has it.
    @Test
    void entryOfAnEarlierTermIsNotCommittedByCounting() {
        Member m = Member.leader(1, THREE.log(1, 2).state(2, 0, 1));
        m.step(appended(2, 1, 3, 2));
        m.step(appended(3, 1, 3, 2));
        assertThat(m.status().commit()).isEqualTo(1);
    }

    /// Section 5.4.2: once an entry of the leader's own term is committed, all before it are.
    @Test
    void entryOfItsOwnTermCommitsTheEarlierOnes() {
        Member m = Member.leader(1, THREE.log(1, 2).state(2, 0, 1));
        m.step(appended(2, 1, 3, 3));
        assertThat(m.status().commit()).isEqualTo(3);
    }

    /// Figure 7: the leader of term 8, with the log on top, brings each of the six followers to its own log.
    @ParameterizedTest
    @CsvSource({"a, 1 1 1 4 4 5 5 6 6", "b, 1 1 1 4", "c, 1 1 1 4 4 5 5 6 6 6 6", "d, 1 1 1 4 4 5 5 6 6 6 7 7", "e, 1 1 1 4 4 4 4",
            "f, 1 1 1 2 2 2 3 3 3 3 3"})
    void leaderOfFigure7BringsEachFollowerToItsLog(String follower, String terms) {
        long[] log = Arrays.stream(terms.split(" ")).mapToLong(Long::parseLong).toArray();
        Group group = Group.of(Member.of(1, THREE.log(1, 1, 1, 4, 4, 5, 5, 6, 6, 6).state(7, 0, 3)),
                Member.of(2, THREE.log(log).state(7, 0, 3)), Member.of(3, THREE.log(1, 1, 1).state(7, 0, 3)));
        group.elect(1);
        assertThat(group.member(2).logTerms()).as(follower).containsExactly(1L, 1L, 1L, 4L, 4L, 5L, 5L, 6L, 6L, 6L, 8L);
        assertThat(group.member(2).log()).isEqualTo(group.member(1).log());
        assertThat(group.member(2).status().commit()).isEqualTo(11);
        // By the hints, in two probes at most: one at the end of the leader's log, and one where a whole term was skipped.
        assertThat(group.delivered(MessageType.MSG_APP_RESP).stream().filter(m -> m.reject() && m.from() == 2)).hasSizeLessThanOrEqualTo(2);
    }

    /// Figure 7, section 5.4.1: of the six, only those with a log at least as up to date could have been elected instead: (c) and (d).
    @ParameterizedTest
    @CsvSource({"a, 6, 9, false", "b, 4, 4, false", "c, 6, 11, true", "d, 7, 12, true", "e, 4, 7, false", "f, 3, 11, false"})
    void leaderOfFigure7WouldVoteOnlyForLongerLogs(String follower, long lastTerm, long lastIndex, boolean granted) {
        Member m = Member.of(1, THREE.log(1, 1, 1, 4, 4, 5, 5, 6, 6, 6).state(7, 0, 3));
        assertThat(m.step(vote(2, 1, 8, lastTerm, lastIndex))).as(follower).containsExactly(voted(1, 2, 8, granted));
    }

    /// Figure 8 at (b): S1 was leader in term 2 and gave its entry to S2; S5 was leader in term 3 and has its own, unseen by others.
    private static Group figure8() {
        return Group.of(Member.of(1, FIVE.log(1, 2).state(3, 0, 1)), Member.of(2, FIVE.log(1, 2).state(2, 0, 1)),
                Member.of(3, FIVE.log(1).state(3, 0, 1)), Member.of(4, FIVE.log(1).state(3, 0, 1)),
                Member.of(5, FIVE.log(1, 3).state(3, 5, 1)));
    }

    /// Figure 8 (c): S1 leads again, in term 4, and gives the entry of term 2 to S3, but nobody the one of term 4.
    private static Group figure8c() {
        Group group = figure8();
        group.cut(4, 5);
        group.lose(m -> m.entries().stream().anyMatch(e -> e.term() == 4));
        group.elect(1);
        group.send(List.of(append(1, 2, 4, new Place(2, 2), 1), append(1, 3, 4, new Place(1, 1), 1, entry(2, 2))));
        return group;
    }

    /// Figure 8 (c): S1 knows that a majority has the entry of term 2, yet does not commit it.
    @Test
    void entryOfTerm2IsNotCommittedByAMajorityInTerm4() {
        Group group = figure8c();
        Member s1 = group.member(1);
        assertThat(List.of(s1.progress(1).match(), s1.progress(2).match(), s1.progress(3).match())).containsExactly(3L, 2L, 2L);
        assertThat(group.members()).allSatisfy(m -> assertThat(m.status().commit()).isEqualTo(1));
    }

    /// Figure 8 (d): so S5 can still be elected, by S2, S3 and S4, and replace the entry everywhere.
    @Test
    void entryOfTerm2CanStillBeReplacedInFigure8d() {
        Group group = figure8c();
        group.heal();
        group.cut(1);
        group.campaign(5); // it has not heard of term 4: too low a term
        group.elect(5);
        group.heal();
        group.heartbeat(5);
        assertThat(group.members()).allSatisfy(m -> assertThat(m.logTerms()).containsExactly(1L, 3L, 5L));
        assertThat(group.members()).allSatisfy(m -> assertThat(m.applied()).containsExactly("1/1", "3/2"));
    }

    /// Figure 8 (e): had S1 given an entry of term 4 to a majority, all would be committed, and S5 could not be elected.
    @Test
    void entryOfTerm4CommitsTheOneOfTerm2InFigure8e() {
        Group group = figure8();
        group.cut(4, 5);
        group.elect(1);
        assertThat(group.member(1).status().commit()).isEqualTo(3);
        assertThat(group.member(1).logTerms()).containsExactly(1L, 2L, 4L);

        group.heal();
        group.cut(1);
        group.campaign(5);
        group.campaign(5);
        assertThat(group.leaders()).containsExactly(1L);
        group.elect(2);
        group.heal();
        group.heartbeat(2);
        assertThat(group.members()).allSatisfy(m -> assertThat(m.applied()).startsWith("1/1", "2/2"));
    }

    /// Figure 3 (state machine safety): nodes that applied an entry of an index applied the same, whatever leaders came and went.
    @Test
    void nodesApplyTheSameInTheSameOrder() {
        Group group = Group.of(5);
        for (int i = 0; i < 12; i++) {
            long leader = i % 5 + 1;
            group.heal();
            group.campaign(leader); // may lose to a longer log
            group.campaign(leader);
            group.cut((i + 2) % 5 + 1);
            group.leaders().forEach(id -> group.propose(id, "x" + group.member(id).term()));
        }
        group.heal();
        group.elect(group.leaders().getLast() % 5 + 1);
        List<Entry> log = group.member(1).log();
        assertThat(log).hasSizeGreaterThan(12);
        assertThat(group.members()).allSatisfy(m -> {
            assertThat(m.log()).isEqualTo(log);
            assertThat(m.applied()).isEqualTo(group.member(1).applied());
        });
    }

    /// Section 5.5: a follower or candidate that crashed continues where it was; the leader repeats until it answers.
    @Test
    void crashedFollowerContinuesWhereItWas() {
        Group group = Group.of(3);
        group.elect(1);
        group.propose(1, "x");
        group.cut(3);
        group.propose(1, "y");
        group.member(3).restart();
        group.heal();
        group.heartbeat(1);
        assertThat(group.member(3).applied()).containsExactly("x", "y");
        assertThat(group.member(3).appliedIndexes()).containsExactly(1L, 2L, 3L);
    }

    /// Section 5.6: if messages take longer than an election timeout no leader may come about, yet nothing wrong is done meanwhile.
    @Test
    void messagesSlowerThanTheTimeoutCostProgressOnly() {
        Group group = Group.of(3);
        List<Message> late = List.of();
        for (int i = 0; i < 5; i++) {
            List<Message> sent = new ArrayList<>();
            group.members().forEach(m -> sent.addAll(m.tick(Member.ELECTION_TICK)));
            for (Message m : late) {
                sent.addAll(group.member(m.to()).step(m));
            }
            late = sent;
            assertThat(group.leaders()).isEmpty();
        }
        group.send(late);
        group.elect(1);
    }
}
