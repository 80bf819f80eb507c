package dev.raftd.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.raftd.api.Journey;
import dev.raftd.api.JourneyExchange;
import dev.raftd.api.JourneyMember;
import dev.raftd.api.JourneyMissing;
import dev.raftd.api.JourneyPart;
import dev.raftd.api.JourneyStage;
import dev.raftd.api.JourneyStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Parts made by hand: what happened is known in true time, and each member writes it down by a clock of its own.
class MergeTest {
    private static final long MICRO = 1_000;
    private static final long TRUE_ORIGIN_MICROS = 1_700_000_000_000_000L;

    /// A member's part in the making.
    private static final class Member {
        final long id;
        final long skew;
        final List<JourneyStage> stages = new ArrayList<>();
        final List<JourneyExchange> exchanges = new ArrayList<>();
        long term = 2;
        String role = "follower";
        long readingNanos;

        /// @param skew by how many nanoseconds its clock is ahead
        Member(long id, long skew) {
            this.id = id;
            this.skew = skew;
        }

        /// @param trueMicros when it happened
        Member at(long trueMicros, Stage stage, long peer) {
            stages.add(new JourneyStage(stage.toString(), peer, trueMicros * MICRO + skew));
            return this;
        }

        Member at(long trueMicros, Stage stage) {
            return at(trueMicros, stage, 0);
        }

        Member exchanged(long index, long peer, long sentMicros, long receivedMicros) {
            exchanges.add(new JourneyExchange(index, term, peer, sentMicros * MICRO + skew, receivedMicros * MICRO + skew));
            return this;
        }

        JourneyPart part() {
            stages.sort(Comparator.comparingLong(JourneyStage::nanos));
            return new JourneyPart(id, role, 9, term, "EntryNormal", "put \"k\" \"v\"", List.of(1L, 2L, 3L), List.of(), TRUE_ORIGIN_MICROS,
                    stages, exchanges, readingNanos);
        }
    }

    private static Member leader() {
        return new Member(1, 0).at(0, Stage.RECEIVED).at(10, Stage.PROPOSED).at(20, Stage.APPENDED).at(25, Stage.SENT, 2)
                .at(27, Stage.SENT, 3)
                .at(40, Stage.WRITE_BEGUN).at(900, Stage.SYNCED).at(500, Stage.ACK_RECEIVED, 2).at(800, Stage.ACK_RECEIVED, 3)
                .at(810, Stage.COMMITTED, 3).at(820, Stage.APPLIED).at(830, Stage.ANSWERED).exchanged(9, 2, 25, 500)
                .exchanged(9, 3, 27, 800);
    }

    private static Member second(long skew) {
        return new Member(2, skew).at(125, Stage.APPEND_RECEIVED, 1).at(130, Stage.APPENDED).at(140, Stage.WRITE_BEGUN)
                .at(390, Stage.SYNCED)
                .at(400, Stage.ACK_SENT, 1).at(930, Stage.COMMITTED).at(940, Stage.APPLIED).exchanged(9, 1, 400, 125);
    }

    private static Member third(long skew) {
        return new Member(3, skew).at(127, Stage.APPEND_RECEIVED, 1).at(150, Stage.APPENDED).at(160, Stage.WRITE_BEGUN)
                .at(690, Stage.SYNCED)
                .at(700, Stage.ACK_SENT, 1).at(910, Stage.COMMITTED).at(950, Stage.APPLIED).exchanged(9, 1, 700, 127);
    }

    private static JourneyMember member(Journey journey, long id) {
        return journey.members().stream().filter(m -> m.id() == id).findFirst().orElseThrow();
    }

    private static long nanos(Journey journey, long id, Stage stage) {
        return member(journey, id).stages().stream().filter(s -> s.stage().equals(stage.toString())).findFirst().orElseThrow().nanos();
    }

    private static List<String> path(Journey journey) {
        List<String> path = new ArrayList<>();
        path.add(journey.critical().getFirst().fromMember() + " " + journey.critical().getFirst().fromStage());
        journey.critical().forEach(step -> path.add(step.toMember() + " " + step.toStage()));
        return path;
    }

    /// Each member's wall clock and the clock that it records by are not read at once.
    @Test
    void howWellEachMemberKnewItsOwnClockCountsToo() {
        Member leader = leader();
        leader.readingNanos = 3;
        Member third = third(-3_000_000_000L);
        third.readingNanos = 40;
        Journey journey = Merge.of(List.of(leader.part(), third.part()), List.of());
        assertThat(member(journey, 3).clock().errorNanos()).isEqualTo(100 * MICRO + 43);
    }

    @Test
    void allIsShownByTheLeadersClock() {
        Journey journey = Merge.of(List.of(second(70_000_000).part(), leader().part(), third(-3_000_000_000L).part()), List.of());
        assertThat(journey.members()).extracting(JourneyMember::id).containsExactly(1L, 2L, 3L);
        assertThat(journey.members()).extracting(JourneyMember::role).containsExactly("leader", "follower", "follower");
        assertThat(member(journey, 1).clock()).isNull();
        assertThat(member(journey, 2).clock().offsetNanos()).isEqualTo(70_000_000);
        assertThat(member(journey, 3).clock().offsetNanos()).isEqualTo(-3_000_000_000L);
        assertThat(member(journey, 3).clock().errorNanos()).isEqualTo(100 * MICRO);
        assertThat(nanos(journey, 3, Stage.SYNCED)).isEqualTo(690 * MICRO);
        assertThat(journey.startMicros()).isEqualTo(TRUE_ORIGIN_MICROS);
        assertThat(journey.totalNanos()).isEqualTo(950 * MICRO);
        assertThat(journey.text()).isEqualTo("put \"k\" \"v\"");
        assertThat(journey.notes()).isEmpty();
    }

    @Test
    void quorumIsWhatTheLeaderKnewWhenItWasClosed() {
        Journey journey = Merge.of(List.of(leader().part(), second(0).part(), third(0).part()), List.of());
        assertThat(journey.quorum().closedBy()).isEqualTo(3);
        assertThat(journey.quorum().acknowledged()).as("its own disk was later").containsExactly(2L, 3L);
        assertThat(journey.quorum().voters()).containsExactly(1L, 2L, 3L);
        assertThat(journey.quorum().nanos()).isEqualTo(810 * MICRO);
    }

    @Test
    void criticalPathGoesByWayOfTheAcknowledgementThatClosedTheQuorum() {
        Journey journey = Merge.of(List.of(leader().part(), second(0).part(), third(5_000_000).part()), List.of());
        assertThat(path(journey)).containsExactly("1 received", "1 proposed", "1 appended", "1 sent", "3 append-received", "3 appended",
                "3 write-begun", "3 synced", "3 ack-sent", "1 ack-received", "1 committed", "1 applied", "1 answered");
        assertThat(journey.critical().stream().mapToLong(JourneyStep::nanos).sum()).isEqualTo(830 * MICRO);
    }

    @Test
    void criticalPathGoesByWayOfTheLeadersDiskWhereThatWasTheLast() {
        Member leader = new Member(1, 0).at(0, Stage.PROPOSED).at(20, Stage.APPENDED).at(25, Stage.SENT, 2).at(40, Stage.WRITE_BEGUN)
                .at(500, Stage.ACK_RECEIVED, 2).at(900, Stage.SYNCED).at(950, Stage.COMMITTED, 1).at(960, Stage.APPLIED)
                .exchanged(9, 2, 25, 500);
        Journey journey = Merge.of(List.of(leader.part(), second(0).part()), List.of());
        assertThat(path(journey)).containsExactly("1 proposed", "1 appended", "1 write-begun", "1 synced", "1 committed", "1 applied");
        assertThat(journey.quorum().acknowledged()).containsExactly(1L, 2L);
    }

    @Test
    void forwardedWriteBeginsAndEndsOnTheMemberThatWasAsked() {
        Member leader = new Member(1, 0).at(60, Stage.PROPOSAL_RECEIVED, 2).at(70, Stage.APPENDED).at(75, Stage.SENT, 2)
                .at(80, Stage.WRITE_BEGUN)
                .at(95, Stage.SYNCED).at(500, Stage.ACK_RECEIVED, 2).at(510, Stage.COMMITTED, 2).exchanged(9, 2, 75, 500);
        Member asked = new Member(2, 44_000).at(0, Stage.RECEIVED).at(5, Stage.PROPOSED).at(10, Stage.FORWARDED)
                .at(125, Stage.APPEND_RECEIVED, 1)
                .at(130, Stage.APPENDED).at(140, Stage.WRITE_BEGUN).at(390, Stage.SYNCED).at(450, Stage.ACK_SENT, 1)
                .at(560, Stage.COMMITTED)
                .at(570, Stage.APPLIED).at(580, Stage.ANSWERED).exchanged(9, 1, 450, 125);
        Journey journey = Merge.of(List.of(asked.part(), leader.part()), List.of(new JourneyMissing(3, "did not answer")));
        assertThat(path(journey)).containsExactly("2 received", "2 proposed", "2 forwarded", "1 proposal-received", "1 appended", "1 sent",
                "2 append-received", "2 appended", "2 write-begun", "2 synced", "2 ack-sent", "1 ack-received", "1 committed",
                "2 committed",
                "2 applied", "2 answered");
        assertThat(journey.missing()).containsExactly(new JourneyMissing(3, "did not answer"));
        assertThat(nanos(journey, 2, Stage.RECEIVED)).isZero();
    }

    @Test
    void offsetIsWithinItsErrorHoweverLongMessagesTake() {
        SplittableRandom random = new SplittableRandom(1);
        for (int run = 0; run < 500; run++) {
            long skew = random.nextLong(-10_000_000_000L, 10_000_000_000L);
            Member leader = new Member(1, 0).at(0, Stage.APPENDED).at(1, Stage.SENT, 2);
            Member follower = new Member(2, skew);
            long narrowest = Long.MAX_VALUE;
            for (int i = 0; i < 1 + run % 8; i++) {
                long sent = i * 10_000L;
                long received = sent + random.nextInt(1, 2_000);
                long acked = received + random.nextInt(1, 3_000);
                long heard = acked + random.nextInt(1, 2_000);
                leader.exchanged(9 + i, 2, sent, heard);
                follower.exchanged(9 + i, 1, acked, received);
                narrowest = Math.min(narrowest, (heard - sent - (acked - received)) * MICRO);
            }
            Journey journey = Merge.of(List.of(leader.part(), follower.part()), List.of());
            var clock = member(journey, 2).clock();
            assertThat(clock.offsetNanos()).isCloseTo(skew, within(clock.errorNanos()));
            assertThat(clock.errorNanos()).as("no more than the best exchange alone, and drift")
                    .isLessThanOrEqualTo(narrowest / 2 + 20_000);
            assertThat(clock.exchanges()).isEqualTo(1 + run % 8);
        }
    }

    @Test
    void onewayMessagesOfTheEntryTellOfTheClocksToo() {
        Member leader = new Member(1, 0).at(0, Stage.PROPOSAL_RECEIVED, 2).at(5, Stage.APPENDED).at(10, Stage.SENT, 2);
        Member follower = new Member(2, 1_000_000).at(-40, Stage.FORWARDED).at(50, Stage.APPEND_RECEIVED, 1);
        Journey journey = Merge.of(List.of(leader.part(), follower.part()), List.of());
        var clock = member(journey, 2).clock();
        assertThat(clock.offsetNanos()).isEqualTo(1_000_000);
        assertThat(clock.errorNanos()).isEqualTo(40 * MICRO);
    }

    @Test
    void noEffectIsShownBeforeItsCause() {
        SplittableRandom random = new SplittableRandom(7);
        for (int run = 0; run < 200; run++) {
            Member follower = second(random.nextLong(-1_000_000, 1_000_000));
            follower.exchanges.clear();
            // what tells of the clocks is off by as much as it claims to be
            follower.exchanged(9, 1, 400 + random.nextInt(-90, 90), 125 + random.nextInt(-90, 90));
            Journey journey = Merge.of(List.of(leader().part(), follower.part()), List.of());
            assertThat(nanos(journey, 2, Stage.APPEND_RECEIVED)).isGreaterThanOrEqualTo(nanos(journey, 1, Stage.SENT));
            assertThat(nanos(journey, 1, Stage.ACK_RECEIVED)).isGreaterThanOrEqualTo(nanos(journey, 2, Stage.ACK_SENT));
            assertThat(nanos(journey, 2, Stage.COMMITTED)).isGreaterThanOrEqualTo(nanos(journey, 1, Stage.COMMITTED));
        }
    }

    @Test
    void aClockThatWasSetIsTold() {
        Member follower = second(0);
        follower.exchanges.clear();
        follower.exchanged(8, 1, 400, 125).exchanged(9, 1, 400 - 5_000, 125 - 5_000);
        Member leader = leader().exchanged(8, 2, 25, 500);
        leader.stages.removeIf(s -> s.stage().equals("committed"));
        follower.stages.removeIf(s -> s.stage().equals("append-received"));
        follower.at(125 - 5_000, Stage.APPEND_RECEIVED, 1);
        Journey journey = Merge.of(List.of(leader.part(), follower.part()), List.of());
        assertThat(nanos(journey, 2, Stage.APPEND_RECEIVED)).isGreaterThanOrEqualTo(nanos(journey, 1, Stage.SENT));
        assertThat(journey.notes()).singleElement().asString().contains("more than what is known of the clocks explains");
    }

    @Test
    void membersThatNoMessageConnectsAreShownByTheirOwnClockWithANote() {
        Member follower = new Member(2, 0).at(700, Stage.APPENDED);
        Journey journey = Merge.of(List.of(leader().part(), follower.part()), List.of());
        assertThat(member(journey, 2).clock()).isNull();
        assertThat(journey.notes()).singleElement().asString().startsWith("no messages tell how far the clock of member 2");
    }

    @Test
    void withoutTheLeadersRecordTheOthersAreStillThere() {
        Journey journey = Merge.of(List.of(second(0).part(), third(0).part()), List.of(new JourneyMissing(1, "did not answer")));
        assertThat(journey.leader()).isEqualTo(1);
        assertThat(journey.quorum()).isNull();
        assertThat(journey.members()).extracting(JourneyMember::id).containsExactly(2L, 3L);
        assertThat(path(journey)).startsWith("2 committed");
        assertThat(journey.notes()).singleElement().asString().startsWith("the record of member 1, which replicated it, is not there");
    }

    @Test
    void anEntryOfAnotherTermAtTheIndexIsNotThisOne() {
        Member stale = new Member(3, 0).at(0, Stage.APPENDED);
        stale.term = 1;
        Journey journey = Merge.of(List.of(stale.part(), leader().part(), second(0).part()), List.of());
        assertThat(journey.term()).isEqualTo(2);
        assertThat(journey.missing()).containsExactly(new JourneyMissing(3, "has another entry there, of term 1"));
    }

    @Test
    void anEntryThatIsNotCommittedHasNoQuorumYet() {
        Member leader = new Member(1, 0).at(0, Stage.PROPOSED).at(20, Stage.APPENDED).at(25, Stage.SENT, 2);
        Journey journey = Merge.of(List.of(leader.part()), List.of());
        assertThat(journey.quorum()).isNull();
        assertThat(path(journey)).containsExactly("1 proposed", "1 appended");
    }

    @Test
    void theFoundersFirstEntriesWereReplicatedByNobody() {
        Member one = new Member(1, 0).at(0, Stage.APPENDED).at(90, Stage.COMMITTED).at(95, Stage.APPLIED);
        Member two = new Member(2, 0).at(5_000, Stage.APPENDED).at(7_000, Stage.COMMITTED);
        Journey journey = Merge.of(List.of(one.part(), two.part()), List.of());
        assertThat(journey.leader()).isZero();
        assertThat(journey.quorum()).isNull();
        assertThat(journey.notes()).singleElement().asString().startsWith("no member sent it to another");
    }

    @Test
    void aLaterLeaderThatKnowsItCommittedByItselfDoesNotTakeTheFirstOnesPlace() {
        Member later = second(0);
        later.stages.removeIf(s -> s.stage().equals("committed"));
        later.at(2_000, Stage.COMMITTED, 3);
        assertThat(Merge.of(List.of(later.part(), leader().part()), List.of()).leader()).isEqualTo(1);
    }
}
