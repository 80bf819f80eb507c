package dev.raftd.server.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Bytes;
import dev.raftd.api.JourneyExchange;
import dev.raftd.api.JourneyStage;
import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.StateType;
import dev.raftd.raft.StepResult;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.CommandCodec;
import dev.raftd.server.kv.Origin;
import dev.raftd.server.kv.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JourneysTest {
    private static final long SELF = 1;

    private long clock = 500;
    private final Journeys journeys = new Journeys(SELF, 2_000, 0, () -> clock);

    private static List<Entry> entries(long term, long first, long last) {
        List<Entry> entries = new ArrayList<>();
        for (long i = first; i <= last; i++) {
            entries.add(new Entry(term, i, EntryType.NORMAL, put("k" + i)));
        }
        return entries;
    }

    private static byte[] put(String key) {
        Command command = new Command.Put(Bytes.utf8(key), Bytes.utf8("v"), Command.UNCONDITIONAL);
        return CommandCodec.encode(new Proposal(new Origin(1, 77, 1), null, command));
    }

    private static BasicStatus status(StateType state, long term, long commit) {
        return new BasicStatus(SELF, term, 0, commit, 1, state, 0, 0);
    }

    private static Message app(long from, long to, long term, List<Entry> entries) {
        return Message.builder(MessageType.MSG_APP).from(from).to(to).term(term).index(entries.getFirst().index() - 1).entries(entries)
                .build();
    }

    private static Message ack(long from, long index) {
        return Message.builder(MessageType.MSG_APP_RESP).from(from).to(SELF).term(1).index(index).build();
    }

    private Journeys at(long now) {
        clock = now;
        return journeys;
    }

    /// The stages recorded, such as `sent 2 @15`, where 0 is the first of all times.
    private List<String> stages(long index) {
        Track track = Objects.requireNonNull(journeys.track(index), "not recorded");
        return track.stages(0).stream().map(JourneysTest::text).toList();
    }

    private static String text(JourneyStage s) {
        return s.stage() + (s.peer() == 0 ? "" : " " + s.peer()) + " @" + (s.nanos() + 499);
    }

    @Test
    void leaderSeesAllFromTheRequestToTheAnswer() {
        journeys.proposed(1, 1, at(510).now(), at(520).now());
        at(530).appended(entries(1, 1, 1));
        at(540).sent(app(SELF, 2, 1, entries(1, 1, 1)));
        at(541).sent(app(SELF, 3, 1, entries(1, 1, 1)));
        journeys.stored(new Stored(List.of(entries(1, 1, 1)), at(550).now(), at(560).now(), 0, 0, 0));
        journeys.stepped(ack(3, 1), StepResult.DONE, at(570).now(), status(StateType.LEADER, 1, 0));
        at(580);
        journeys.stepped(ack(2, 1), StepResult.DONE, at(575).now(), status(StateType.LEADER, 1, 1));
        at(590).applied(entries(1, 1, 1));
        at(600).answered(1);
        assertThat(stages(1)).containsExactly("received @510", "proposed @520", "appended @530", "sent 2 @540", "sent 3 @541",
                "write-begun @550", "synced @560", "ack-received 3 @570", "ack-received 2 @575", "committed 2 @575", "applied @590",
                "answered @600");
    }

    @Test
    void leaderAloneIsCommittedByItsDisk() {
        at(530).appended(entries(1, 1, 1));
        at(560).diskStepped(status(StateType.LEADER, 1, 1));
        assertThat(stages(1)).containsExactly("appended @530", "committed 1 @560");
    }

    @Test
    void followerSeesFromWhomItCameAndWhenItAcknowledged() {
        journeys.stepped(app(3, SELF, 1, entries(1, 1, 2)), StepResult.DONE, at(510).now(), status(StateType.FOLLOWER, 1, 0));
        at(520).appended(entries(1, 1, 2));
        journeys.stored(new Stored(List.of(entries(1, 1, 2)), at(530).now(), at(540).now(), 3, 2, at(545).now()));
        at(560).stepped(Message.builder(MessageType.MSG_HEARTBEAT).from(3).term(1).commit(2).build(), StepResult.DONE, 0,
                status(StateType.FOLLOWER, 1, 2));
        assertThat(stages(2)).containsExactly("append-received 3 @510", "appended @520", "write-begun @530", "synced @540",
                "ack-sent 3 @545",
                "committed @560");
    }

    @Test
    void leaderSeesWhoPassedAProposalOn() {
        Message proposals = Message.builder(MessageType.MSG_PROP).from(2).to(SELF).entries(entries(0, 0, 1)).build();
        journeys.stepped(proposals, new StepResult.Appended(7, 1, null), at(510).now(), status(StateType.LEADER, 1, 0));
        at(520).appended(entries(1, 7, 8));
        assertThat(stages(8)).containsExactly("proposal-received 2 @510", "appended @520");
    }

    @Test
    void aForwardedWriteIsFoundAgainWhenItIsAnswered() {
        at(520).appended(entries(1, 1, 1));
        journeys.forwarded(1, 1, 3, 5, 8);
        journeys.forwarded(1, 9, 30, 50, 80);
        assertThat(stages(1)).containsExactly("received @502", "proposed @504", "forwarded @507", "appended @520");
    }

    @Test
    void anAppendThatWasNotTakenLeavesNoTrace() {
        journeys.stepped(app(3, SELF, 1, entries(1, 5, 6)), StepResult.DONE, at(510).now(), status(StateType.FOLLOWER, 1, 0));
        at(515).appended(List.of());
        at(520).appended(entries(1, 5, 6));
        assertThat(stages(5)).containsExactly("appended @520");
        journeys.stepped(app(3, SELF, 1, entries(2, 7, 7)), StepResult.DONE, at(530).now(), status(StateType.FOLLOWER, 4, 0));
        at(540).appended(entries(4, 7, 7));
        assertThat(stages(7)).as("the message was of an old term").containsExactly("appended @540");
    }

    @Test
    void anotherTermAtTheIndexBeginsAnew() {
        at(510).appended(entries(1, 1, 3));
        at(511).sent(app(SELF, 2, 1, entries(1, 1, 3)));
        at(520).appended(entries(2, 2, 2));
        assertThat(stages(1)).containsExactly("appended @510", "sent 2 @511");
        assertThat(stages(2)).containsExactly("appended @520");
        assertThat(journeys.track(3)).as("the log was cut there").isNull();
        journeys.stored(new Stored(List.of(entries(1, 1, 3)), 30, 40, 0, 0, 0));
        assertThat(stages(2)).as("what was written was the entry before").containsExactly("appended @520");
    }

    @Test
    void theFirstTimeCounts() {
        at(510).appended(entries(1, 1, 1));
        at(520).sent(app(SELF, 2, 1, entries(1, 1, 1)));
        at(530).sent(app(SELF, 2, 1, entries(1, 1, 1)));
        journeys.stepped(ack(2, 1), StepResult.DONE, at(540).now(), status(StateType.LEADER, 1, 0));
        journeys.stepped(ack(2, 1), StepResult.DONE, at(550).now(), status(StateType.LEADER, 1, 0));
        assertThat(stages(1)).containsExactly("appended @510", "sent 2 @520", "ack-received 2 @540");
    }

    @Test
    void oneAcknowledgementCoversAllBeforeIt() {
        at(510).appended(entries(1, 1, 5));
        at(520).sent(app(SELF, 2, 1, entries(1, 1, 5)));
        journeys.stepped(ack(2, 2), StepResult.DONE, at(540).now(), status(StateType.LEADER, 1, 0));
        journeys.stepped(ack(2, 5), StepResult.DONE, at(550).now(), status(StateType.LEADER, 1, 5));
        assertThat(stages(2)).contains("ack-received 2 @540", "committed 2 @550");
        assertThat(stages(3)).contains("ack-received 2 @550", "committed 2 @550");
    }

    /// A follower may have an entry of the leader before, which the new one does not send again but waits for.
    @Test
    void anAcknowledgementCountsOnlyForWhatWasSentOrIsNotCommitted() {
        at(510).appended(entries(1, 1, 4));
        journeys.stepped(Message.builder(MessageType.MSG_HEARTBEAT).from(3).term(1).commit(2).build(), StepResult.DONE, 0,
                status(StateType.FOLLOWER, 1, 2));
        journeys.leaderChanged();
        at(520).appended(entries(2, 5, 5));
        at(530).sent(app(SELF, 2, 2, entries(2, 5, 5)));
        journeys.stepped(ack(2, 5), StepResult.DONE, at(540).now(), status(StateType.LEADER, 2, 5));
        assertThat(stages(2)).containsExactly("appended @510", "committed @510");
        assertThat(stages(3)).contains("ack-received 2 @540");
        assertThat(stages(5)).contains("sent 2 @530", "ack-received 2 @540");
    }

    @Test
    void whatASnapshotBringsWasNotSeenToBeCommitted() {
        at(510).appended(entries(1, 1, 3));
        journeys.stepped(Message.builder(MessageType.MSG_SNAP).from(3).term(2).build(), StepResult.DONE, 0,
                status(StateType.FOLLOWER, 2, 100));
        assertThat(stages(2)).containsExactly("appended @510");
    }

    @Test
    void anyOfTheLastEntriesIsThereAndWhatIsOlderGoes() {
        for (long first = 1; first <= 100_000; first += 100) {
            at(1_000 + first).appended(entries(1, first, first + 99));
        }
        assertThat(journeys.newest()).isEqualTo(100_000);
        for (long i = 98_001; i <= 100_000; i++) {
            assertThat(journeys.track(i)).as("entry %d", i).isNotNull();
            assertThat(journeys.track(i).index()).isEqualTo(i);
        }
        assertThat(journeys.track(95_000)).isNull();
        assertThat(journeys.track(100_001)).isNull();
        assertThat(journeys.track(0)).isNull();
    }

    @Test
    void theNewestWriteOfAKeyIsFound() {
        at(510).appended(entries(1, 1, 1_500));
        at(520).appended(List.of(new Entry(1, 1_501, EntryType.NORMAL, put("k77")), new Entry(1, 1_502)));
        assertThat(journeys.lastOf(Bytes.utf8("k77"))).isEqualTo(1_501);
        assertThat(journeys.lastOf(Bytes.utf8("k78"))).isEqualTo(78);
        assertThat(journeys.lastOf(Bytes.utf8("nobody"))).isZero();
    }

    @Test
    void theLastCommandIsTheNewestThatWasApplied() {
        assertThat(journeys.last()).isZero();
        at(510).appended(entries(1, 1, 3));
        at(511).appended(List.of(new Entry(1, 4)));
        assertThat(journeys.last()).as("none is applied").isEqualTo(3);
        at(520).applied(entries(1, 1, 2));
        assertThat(journeys.last()).isEqualTo(2);
    }

    @Test
    void aPeerThatWasRemovedGivesItsColumnToTheNext() {
        at(510).appended(entries(1, 1, 1));
        for (long peer = 2; peer < 200; peer++) {
            at(520).sent(app(SELF, peer, 1, entries(1, 1, 1)));
            assertThat(stages(1)).containsExactly("appended @510", "sent " + peer + " @520");
            journeys.members(Set.of(SELF, peer + 1));
        }
    }

    @Test
    void moreThanSixteenPeersAreNotRecorded() {
        at(510).appended(entries(1, 1, 1));
        for (long peer = 2; peer < 40; peer++) {
            at(520).sent(app(SELF, peer, 1, entries(1, 1, 1)));
            journeys.stepped(ack(peer, 1), StepResult.DONE, 30, status(StateType.LEADER, 1, 0));
        }
        assertThat(stages(1)).hasSize(1 + 2 * Columns.MAX);
    }

    @Test
    void exchangesOfTheEntryAndItsNeighboursAreToldAMessageEach() {
        for (long first = 1; first <= 1_000; first += 10) {
            List<Entry> batch = entries(1, first, first + 9);
            at(1_000 * first).appended(batch);
            journeys.sent(app(SELF, 2, 1, batch));
            journeys.stepped(ack(2, first + 9), StepResult.DONE, at(1_000 * first + 500).now(), status(StateType.LEADER, 1, first + 9));
        }
        List<JourneyExchange> exchanges = journeys.exchanges(505, 0);
        assertThat(exchanges).extracting(JourneyExchange::index).contains(505L, 501L, 511L, 491L).hasSizeBetween(17, 33);
        assertThat(exchanges).allMatch(e -> e.receivedNanos() - e.sentNanos() == 500 && e.peer() == 2);
    }

    @Test
    void neighboursOfLongAgoTellNothing() {
        journeys.appended(entries(1, 1, 1));
        at(60_000_000_000L).appended(entries(1, 2, 2));
        journeys.sent(app(SELF, 2, 1, entries(1, 1, 2)));
        journeys.stepped(ack(2, 2), StepResult.DONE, journeys.now(), status(StateType.LEADER, 1, 2));
        assertThat(journeys.exchanges(2, 0)).extracting(JourneyExchange::index).containsExactly(2L);
    }

    @Test
    void withNothingToKeepNoClockIsRead() {
        Journeys off = new Journeys(SELF, 0, 0, () -> {
            throw new AssertionError("the clock is read");
        });
        off.proposed(1, 1, off.now(), off.now());
        off.appended(entries(1, 1, 3));
        off.sent(app(SELF, 2, 1, entries(1, 1, 3)));
        off.stepped(ack(2, 3), StepResult.DONE, off.now(), status(StateType.LEADER, 1, 3));
        off.applied(entries(1, 1, 3));
        off.answered(3);
        off.members(Set.of());
        assertThat(off.track(3)).isNull();
        assertThat(off.last()).isZero();
    }
}
