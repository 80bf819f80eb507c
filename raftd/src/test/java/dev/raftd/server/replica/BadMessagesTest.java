package dev.raftd.server.replica;

import static dev.raftd.server.replica.TestCluster.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Alarm;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.ConfChange;
import dev.raftd.raftpb.ConfChangeType;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Messages that pass as a member's and that no correct member sends: refused, counted, told as an alarm; term, leader and store stay.
class BadMessagesTest {
    private static final int TEN_MINUTES = (int) (Suspicions.QUIET_MILLIS / TestCluster.TICK_MILLIS);

    private TestCluster cluster;
    private long leader;
    private long follower;
    private long third;
    private long term;
    private long last;

    @BeforeEach
    void start() {
        cluster = TestCluster.of(3, 7);
        leader = cluster.leader();
        follower = cluster.follower();
        third = 6 - leader - follower;
        cluster.put(leader, "k", "v");
        cluster.converge();
        term = cluster.status(leader).term();
        last = cluster.root(follower).appliedIndex();
    }

    private Message.Builder fromLeader(MessageType type) {
        return Message.builder(type).from(leader).to(follower).term(term);
    }

    private Message.Builder toLeader(MessageType type) {
        return Message.builder(type).from(follower).to(leader).term(term);
    }

    /// The member takes the message for delivered, and goes on as before.
    private void isHarmless(Message m) {
        assertThat(cluster.replica(m.to()).received(m)).isTrue();
        cluster.tick(3);
        assertThat(cluster.fatal).isEmpty();
        for (long id = 1; id <= 3; id++) {
            assertThat(cluster.status(id).term()).as("term of %d", id).isEqualTo(term);
            assertThat(cluster.status(id).lead()).as("leader of %d", id).isEqualTo(leader);
        }
        cluster.put(m.to(), "after", "it");
        assertThat(cluster.get(m.to(), "k")).isEqualTo("v");
    }

    private List<String> alarms(long id) {
        return cluster.status(id).alarms().stream().map(Alarm::code).toList();
    }

    @Test
    void aTermThatNoElectionsLeadToIsRefused() {
        for (MessageType type : List.of(MessageType.MSG_VOTE, MessageType.MSG_PRE_VOTE, MessageType.MSG_APP, MessageType.MSG_HEARTBEAT,
                MessageType.MSG_APP_RESP)) {
            isHarmless(Message.builder(type).from(third).to(follower).term(term + Suspicions.TERM_JUMP_MAX + 1).build());
            isHarmless(Message.builder(type).from(third).to(follower).term((1L << 62) - 1).build());
        }
        assertThat(alarms(follower)).containsExactly("term_jump");
        assertThat(cluster.replica(follower).counters().values().termJumps()).isEqualTo(10);
    }

    @Test
    void aCommitBeyondTheLogIsRefusedAndShowsThatEntriesAreMissing() {
        isHarmless(fromLeader(MessageType.MSG_HEARTBEAT).commit(last + 1_000).build());
        assertThat(alarms(follower)).containsExactly("entries_missing");
        assertThat(cluster.replica(follower).counters().values().invalidMessages()).isEqualTo(1);
    }

    @Test
    void anAcknowledgementOfWhatTheLeaderHasNotIsRefused() {
        isHarmless(toLeader(MessageType.MSG_APP_RESP).index(last + 1_000).build());
        assertThat(alarms(leader)).containsExactly("invalid_message");
    }

    @Test
    void anAlarmIsOverWhenNothingOfTheKindCameForTenMinutes() {
        isHarmless(Message.builder(MessageType.MSG_VOTE).from(third).to(leader).term(term + Suspicions.TERM_JUMP_MAX + 1).build());
        isHarmless(toLeader(MessageType.MSG_APP_RESP).index(last + 1_000).build());
        isHarmless(toLeader(MessageType.MSG_APP_RESP).from(third).index(last + 1_000).build());
        cluster.tick(TEN_MINUTES - 100);
        isHarmless(toLeader(MessageType.MSG_APP_RESP).index(last + 1_000_000).build());
        assertThat(alarms(leader)).containsExactly("invalid_message", "term_jump");
        cluster.tick(100);
        assertThat(alarms(leader)).containsExactly("invalid_message");
        cluster.isolate(follower);
        cluster.tick(TEN_MINUTES);
        assertThat(alarms(leader)).as("it was not heard from").containsExactly("invalid_message");
        cluster.heal();
        cluster.tick(20);
        assertThat(alarms(leader)).isEmpty();
    }

    @Test
    void anAlarmIsOverWhenTheMemberItIsAboutWasRemoved() {
        isHarmless(toLeader(MessageType.MSG_APP_RESP).from(third).index(last + 1_000).build());
        isHarmless(toLeader(MessageType.MSG_APP_RESP).index(last + 1_000).build());
        isHarmless(fromLeader(MessageType.MSG_HEARTBEAT).commit(last + 1_000).build());
        remove(follower);
        assertThat(cluster.status(leader).alarms()).singleElement().satisfies(a -> assertThat(a.detail()).contains("member " + third));
        remove(third);
        assertThat(alarms(leader)).isEmpty();
        assertThat(alarms(follower)).isEmpty();
    }

    @Test
    void whatThisMemberLostIsNotOverByTime() {
        isHarmless(fromLeader(MessageType.MSG_HEARTBEAT).commit(last + 1_000).build());
        cluster.tick(TEN_MINUTES + 100);
        assertThat(alarms(follower)).containsExactly("entries_missing");
    }

    private void remove(long id) {
        TestCluster.ok(cluster.<dev.raftd.api.MembersResponse>ask(
                reply -> cluster.replica(leader).change(new MemberChange.Remove(id), true, reply)));
        cluster.tick(3);
    }

    @Test
    void answersThatNobodyAskedForAreIgnored() {
        isHarmless(toLeader(MessageType.MSG_HEARTBEAT_RESP).context(new byte[]{1, 2, 3}).build());
        isHarmless(toLeader(MessageType.MSG_APP_RESP).from(9).index(last).build());
        isHarmless(toLeader(MessageType.MSG_VOTE_RESP).build());
        isHarmless(toLeader(MessageType.MSG_PRE_VOTE_RESP).build());
        isHarmless(fromLeader(MessageType.MSG_READ_INDEX_RESP).index(last).entries(List.of(Entry.proposal(EntryType.NORMAL, new byte[8])))
                .build());
        isHarmless(fromLeader(MessageType.MSG_READ_INDEX_RESP).index(Long.MAX_VALUE >> 2).build());
    }

    @Test
    void appendsThatContradictThemselvesAreRefused() {
        BiFunction<Long, Long, Entry> entry = (t, i) -> new Entry(t, i, EntryType.NORMAL, new byte[]{1});
        isHarmless(fromLeader(MessageType.MSG_APP).index(last).logTerm(term).entries(List.of(entry.apply(term, last + 2))).build());
        isHarmless(fromLeader(MessageType.MSG_APP).index(last).logTerm(term + 1).build());
        isHarmless(fromLeader(MessageType.MSG_APP).index(last).logTerm(term).entries(List.of(entry.apply(term + 1, last + 1))).build());
        assertThat(cluster.replica(follower).counters().values().invalidMessages()).isEqualTo(3);
        // probes that do not match are answered, as those of a leader that does not know where this log ends
        isHarmless(fromLeader(MessageType.MSG_APP).index(last + 50).logTerm(term).commit(last + 50).build());
    }

    @Test
    void snapshotsThatAreNotForThisMemberChangeNothing() {
        for (ConfState conf : List.of(new ConfState(List.of(7L, 8L), List.of(), List.of(), List.of(), false), ConfState.EMPTY)) {
            Snapshot snapshot = new Snapshot(new byte[0], new SnapshotMetadata(conf, last + 100, term));
            isHarmless(fromLeader(MessageType.MSG_SNAP).snapshot(snapshot).build());
        }
        isHarmless(fromLeader(MessageType.MSG_SNAP).build());
    }

    @Test
    void proposalsThatAreNoCommandsAreNotPassedOn() {
        ConfChange change = new ConfChange(0, ConfChangeType.REMOVE_NODE, leader, new byte[0]);
        isHarmless(toLeader(MessageType.MSG_PROP).term(0).entries(List.of(Entry.proposal(EntryType.CONF_CHANGE, Codec.encode(change))))
                .build());
        isHarmless(toLeader(MessageType.MSG_PROP).term(0).entries(List.of(Entry.proposal(EntryType.NORMAL, new byte[]{99}))).build());
        isHarmless(toLeader(MessageType.MSG_PROP).term(0).build());
        assertThat(cluster.replica(leader).counters().values().unreadableProposals()).isEqualTo(3);
    }

    @Test
    void configurationChangesThatCannotBeAreAppliedAsNothingByEverybody() {
        List<byte[]> changes = List.of(new byte[]{(byte) 0xff, 1}, //
                Codec.encode(new ConfChange(0, ConfChangeType.ADD_NODE, 0, new byte[0])), //
                Codec.encode(new ConfChange(0, ConfChangeType.ADD_NODE, follower, new byte[0])), //
                Codec.encode(new ConfChange(0, ConfChangeType.REMOVE_NODE, 77, new byte[0])));
        var config = cluster.status(leader).config();
        for (byte[] change : changes) {
            last = cluster.root(leader).appliedIndex();
            for (long to : List.of(follower, third)) {
                Entry entry = new Entry(term, last + 1, EntryType.CONF_CHANGE, change);
                assertThat(cluster.replica(to).received(Message.builder(MessageType.MSG_APP).from(leader).to(to).term(term).index(last)
                        .logTerm(term).entries(List.of(entry)).commit(last + 1).build())).isTrue();
            }
            cluster.settle();
            assertThat(cluster.fatal).isEmpty();
            assertThat(cluster.root(follower).appliedIndex()).isEqualTo(last + 1);
            assertThat(cluster.root(follower).members().keySet()).containsExactlyInAnyOrder(1L, 2L, 3L);
            assertThat(cluster.status(follower).config()).isEqualTo(config);
            start();
        }
    }

    @Test
    void commandsAreTakenAfterAllThat() {
        isHarmless(toLeader(MessageType.MSG_PROP).term(0)
                .entries(List.of(Entry.proposal(EntryType.NORMAL, new byte[]{1, 2, 3}))).build());
        assertThat(TestCluster.ok(cluster.<dev.raftd.api.WriteResponse>ask(
                reply -> cluster.replica(leader).write(put("last", "one"), null, reply))).revision()).isPositive();
    }
}
