package dev.raftd.raft;

import static dev.raftd.raft.Fixtures.bytes;
import static dev.raftd.raft.Fixtures.entries;
import static dev.raftd.raft.Fixtures.entry;
import static dev.raftd.raft.Fixtures.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raft.StepResult.Refusal;
import dev.raftd.raft.StepResult.Refused;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// A peer cannot make a node panic: what makes no sense is refused and logged, and changes nothing.
class HostilePeerTest {
    private final Group group = Group.led(3);

    private static Message.Builder from2(MessageType type) {
        return Message.builder(type).from(2).to(1).term(2);
    }

    private static Message.Builder toFollower(MessageType type) {
        return Message.builder(type).from(1).to(2).term(2);
    }

    private void assertRefused(long id, Message.Builder message) {
        BasicStatus before = group.raw(id).basicStatus();
        LogState log = group.raw(id).logState();
        Message m = message.build();
        assertThat(group.raw(id).step(m)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.refusal()).isEqualTo(Refusal.INVALID_MESSAGE);
            assertThat(group.node(id).log.lines.getLast())
                    .isEqualTo("WARN " + id + " refused a " + m.type() + " message from " + Long.toHexString(m.from()) + ": "
                            + refused.reason());
        });
        assertThat(group.raw(id).basicStatus()).isEqualTo(before);
        assertThat(group.raw(id).logState()).isEqualTo(log);
    }

    @Test
    void aHeartbeatCannotCommitWhatIsNotThere() {
        assertRefused(2, toFollower(MessageType.MSG_HEARTBEAT).commit(99));
    }

    @Test
    void anAppendMustBeAValidSliceOfALog() {
        assertRefused(2, toFollower(MessageType.MSG_APP).index(2).logTerm(2).entries(entries(4, 2)));
        assertRefused(2, toFollower(MessageType.MSG_APP).index(2).logTerm(2).entries(entries(3, 1)));
        assertRefused(2, toFollower(MessageType.MSG_APP).index(2).logTerm(2).entries(entries(3, 3)));
        assertRefused(2, toFollower(MessageType.MSG_APP).term(0).index(2).logTerm(2).entries(entries(3, 2)));
    }

    @Test
    void aLeadersMessageWithoutATermIsNotOfThePresentOne() {
        assertRefused(2, toFollower(MessageType.MSG_APP).term(0).from(3).commit(2));
        assertRefused(2, toFollower(MessageType.MSG_HEARTBEAT).term(0).from(3).commit(2));
        assertRefused(2, toFollower(MessageType.MSG_SNAP).term(0).from(3).snapshot(snapshot(2, 9, 1, 2, 3)));
        assertRefused(2, toFollower(MessageType.MSG_TIMEOUT_NOW).term(0).from(3));
    }

    @Test
    void anAppendCannotReplaceWhatIsCommitted() {
        LogState before = group.raw(2).logState();
        assertThat(before.committed()).isEqualTo(2);
        group.raw(2).step(toFollower(MessageType.MSG_APP).term(7).index(1).logTerm(1).entries(List.of(entry(7, 2))).build());
        assertThat(group.raw(2).logState()).isEqualTo(before);
    }

    @Test
    void anAcknowledgementCannotBeOfWhatTheLeaderDoesNotHave() {
        assertRefused(1, from2(MessageType.MSG_APP_RESP).index(99));
        assertRefused(1, from2(MessageType.MSG_APP_RESP).index(99).reject(true).rejectHint(7));
    }

    @Test
    void aRejectionsHintMayBeAnything() {
        group.raw(1).reportUnreachable(2);
        group.raw(1).step(from2(MessageType.MSG_APP_RESP).index(2).reject(true).rejectHint(1L << 61).logTerm(1L << 61).build());
        group.settle();
        assertThat(group.raw(1).status().progress().progress(2)).isNotNull();
    }

    @Test
    void numbersMustBeInRange() {
        assertRefused(1, from2(MessageType.MSG_APP_RESP).index(-1));
        assertRefused(1, from2(MessageType.MSG_APP_RESP).term(1L << 62));
        assertRefused(1, from2(MessageType.MSG_APP_RESP).reject(true).rejectHint(Long.MAX_VALUE));
        assertRefused(2, toFollower(MessageType.MSG_HEARTBEAT).commit(-1));
        assertRefused(2, toFollower(MessageType.MSG_APP).logTerm(-1));
        assertRefused(2, toFollower(MessageType.MSG_SNAP).snapshot(snapshot(1, Long.MAX_VALUE, 1, 2)));
    }

    @Test
    void onlyAnotherNodeCanLeadOrAskForAVote() {
        for (MessageType type : List.of(MessageType.MSG_APP, MessageType.MSG_HEARTBEAT, MessageType.MSG_SNAP, MessageType.MSG_VOTE,
                MessageType.MSG_PRE_VOTE, MessageType.MSG_TIMEOUT_NOW)) {
            assertRefused(2, toFollower(type).from(2).term(9));
            assertRefused(2, toFollower(type).from(LocalNodes.NONE).term(9));
            assertRefused(2, toFollower(type).from(LocalNodes.APPLY_THREAD).term(9));
        }
        assertRefused(2, toFollower(MessageType.MSG_VOTE).term(0));
    }

    @Test
    void proposalsAndReadsMustCarrySomething() {
        assertRefused(1, from2(MessageType.MSG_PROP).term(0));
        assertRefused(1, from2(MessageType.MSG_READ_INDEX).term(0));
    }

    @Test
    void aForwardedConfigurationChangeMustBeOne() {
        var broken = List.of(dev.raftd.raftpb.Entry.proposal(EntryType.CONF_CHANGE, bytes("\u0007")));
        assertThat(group.raw(1).step(from2(MessageType.MSG_PROP).term(0).entries(broken).build())).isInstanceOf(Refused.class);
    }

    @Test
    void aCandidateDoesNotFallBackToTermZero() {
        Group fresh = Group.of(3);
        fresh.raw(1).campaign();
        fresh.raw(1).step(Message.builder(MessageType.MSG_HEARTBEAT).from(2).to(1).build());
        assertThat(fresh.raw(1).basicStatus().term()).isEqualTo(2);
    }

    @Test
    void aSnapshotsConfigurationMustMakeSense() {
        List<ConfState> impossible = List.of(new ConfState(List.of(1L, 1L, 2L), List.of(), List.of(), List.of(), false),
                new ConfState(List.of(1L, 2L), List.of(2L), List.of(), List.of(), false),
                new ConfState(List.of(), List.of(2L), List.of(), List.of(), false),
                new ConfState(List.of(0L, 2L), List.of(), List.of(), List.of(), false),
                new ConfState(List.of(1L, 2L), List.of(), List.of(), List.of(), true),
                new ConfState(List.of(1L, 2L), List.of(), List.of(), List.of(9L), false));
        for (ConfState confState : impossible) {
            Snapshot s = new Snapshot(new byte[0], new SnapshotMetadata(confState, 50, 2));
            group.raw(2).step(toFollower(MessageType.MSG_SNAP).snapshot(s).build());
            group.node(2).handleAll();
            assertThat(group.raw(2).status().config()).hasToString("voters=(1 2 3)");
            assertThat(group.raw(2).logState().lastIndex()).isEqualTo(2);
        }
        group.raw(2).step(toFollower(MessageType.MSG_SNAP).build());
        assertThat(group.node(2).log.lines.getLast()).isEqualTo("INFO 2 [commit: 2] ignored snapshot [index: 0, term: 0]");
    }

    /// Messages of random fields from a member: whatever they do, the node goes on.
    @Test
    void noMessageOfAMemberBreaksAnInvariant() {
        for (int seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Group any = Group.led(3);
            for (int i = 0; i < 100; i++) {
                long id = random.nextInt(1, 4);
                Message m = randomMessage(random, id);
                assertThat(any.raw(id).step(m)).as("seed %d", seed).isNotNull();
                any.raw(id).tick();
                any.node(id).handleAll();
            }
        }
    }

    private static Message randomMessage(SplittableRandom random, long to) {
        MessageType[] types = MessageType.values();
        Message.Builder m = Message.builder(types[random.nextInt(types.length)]).to(to).from(random.nextInt(0, 5));
        m.term(random.nextInt(0, 6)).logTerm(random.nextInt(0, 6)).index(number(random)).commit(number(random));
        m.reject(random.nextBoolean()).rejectHint(number(random)).context(new byte[random.nextInt(0, 10)]);
        if (random.nextBoolean()) {
            m.entries(entries(random.nextInt(0, 6), random.nextInt(0, 4), random.nextInt(0, 5)));
        }
        if (random.nextInt(4) == 0) {
            m.snapshot(snapshot(random.nextInt(0, 5), number(random), 1, 2, random.nextInt(0, 5)));
        }
        return m.build();
    }

    private static long number(SplittableRandom random) {
        return random.nextInt(10) == 0 ? random.nextLong() : random.nextInt(0, 8);
    }
}
