package dev.raftd.raft;

import static dev.raftd.raft.Fixtures.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.InvariantError;
import dev.raftd.raft.StepResult.Appended;
import dev.raftd.raft.StepResult.Forwarded;
import dev.raftd.raft.StepResult.Refusal;
import dev.raftd.raft.StepResult.Refused;
import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.raftpb.ConfChangeTransition;
import dev.raftd.raftpb.ConfChangeType;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.tracker.ProgressState;
import java.util.List;
import org.junit.jupiter.api.Test;

class RawNodeTest {
    private static ConfChangeV2 change(ConfChangeType type, long id) {
        return new ConfChangeV2(ConfChangeTransition.AUTO, List.of(new ConfChangeSingle(type, id)), new byte[0]);
    }

    private static void assertRefused(StepResult result, Refusal refusal, String reason) {
        assertThat(result).isEqualTo(new Refused(refusal, reason));
    }

    @Test
    void aGroupIsBootstrappedByItsPeers() {
        MemoryStorage storage = new MemoryStorage();
        Config config = Config.builder(1, storage, tick -> tick).electionTick(10).heartbeatTick(1).maxInflightMsgs(1).build();
        RawNode node = new RawNode(config);
        node.bootstrap(List.of(new Peer(1, bytes("one")), new Peer(2)));
        Ready rd = node.ready();
        assertThat(rd.hardState()).isEqualTo(new HardState(1, 0, 2));
        assertThat(rd.entries()).extracting(Entry::type).containsOnly(EntryType.CONF_CHANGE).hasSize(2);
        assertThat(rd.mustSync()).isTrue();
        assertThat(node.status().config()).hasToString("voters=(1 2)");
        storage.setHardState(rd.hardState());
        storage.append(rd.entries());
        assertThatThrownBy(() -> new RawNode(config).bootstrap(List.of(new Peer(1)))).isInstanceOf(IllegalStateException.class)
                .hasMessage("can't bootstrap a nonempty Storage");
        assertThatThrownBy(() -> new RawNode(config).bootstrap(List.of())).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must provide at least one peer to Bootstrap");
    }

    @Test
    void anIdleNodeHasNoReady() {
        RawNode node = Group.of(1).raw(1);
        assertThat(node.hasReady()).isFalse();
        assertThat(node.ready()).hasToString("<empty Ready>");
    }

    @Test
    void aProposalsFateIsAValue() {
        Group group = Group.led(3);
        long last = group.raw(1).logState().lastIndex();
        assertThat(group.raw(1).propose(bytes("a"))).isEqualTo(new Appended(last + 1, 2, null));
        assertThat(group.raw(2).propose(bytes("b"))).isEqualTo(new Forwarded(1));
        group.settle();
        assertThat(group.node(3).data()).containsExactly("a", "b");
        assertRefused(Group.of(3).raw(1).propose(bytes("c")), Refusal.PROPOSAL_DROPPED, "no leader at term 1");
    }

    @Test
    void manyProposalsAreAppendedAsOne() {
        Group group = Group.led(1);
        Entry a = Entry.proposal(EntryType.NORMAL, bytes("a"));
        Entry b = Entry.proposal(EntryType.NORMAL, bytes("b"));
        assertThat(group.raw(1).propose(List.of(a, b))).isEqualTo(new Appended(3, 2, null));
        group.settle();
        assertThat(group.node(1).data()).containsExactly("a", "b");
        assertThatThrownBy(() -> group.raw(1).propose(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFollowerMayBeToldNotToForward() {
        Group group = Group.led(3, b -> b.disableProposalForwarding(true));
        assertRefused(group.raw(2).propose(bytes("a")), Refusal.PROPOSAL_DROPPED, "not forwarding to leader 1");
        assertThat(group.node(2).log.lines).contains("INFO 2 not forwarding to leader 1 at term 2; dropping proposal");
    }

    @Test
    void proposalsAreDroppedBeyondTheLimitOfUncommittedBytes() {
        Group group = Group.led(3, b -> b.maxUncommittedEntriesSize(10));
        RawNode leader = group.raw(1);
        assertThat(leader.propose(new byte[100])).as("the first may have any size").isInstanceOf(Appended.class);
        assertRefused(leader.propose(new byte[1]), Refusal.PROPOSAL_DROPPED, "the limit of uncommitted entries is reached");
        assertThat(leader.propose(new byte[0])).as("empty entries count nothing").isInstanceOf(Appended.class);
        group.settle();
        assertThat(leader.propose(new byte[10])).isInstanceOf(Appended.class);
    }

    @Test
    void aRefusedConfigurationChangeHasAReason() {
        Group group = Group.led(2);
        RawNode leader = group.raw(1);
        assertThat(leader.proposeConfChange(change(ConfChangeType.ADD_LEARNER_NODE, 3))).isEqualTo(new Appended(3, 2, null));
        assertThat(leader.proposeConfChange(change(ConfChangeType.ADD_LEARNER_NODE, 4)))
                .isEqualTo(new Appended(4, 2, "possible unapplied conf change at index 3 (applied to 2)"));
        group.settle();
        assertThat(leader.status().config()).hasToString("voters=(1 2) learners=(3)");
        assertThat(leader.proposeConfChange(ConfChangeV2.leaveJoint()))
                .isEqualTo(new Appended(5, 2, "not in joint state; refusing empty conf change"));
    }

    /// etcd appends such a change, and every node panics when it applies it.
    @Test
    void aConfigurationChangeThatNobodyCouldApplyIsRefused() {
        Group group = Group.led(1);
        assertThat(group.raw(1).proposeConfChange(change(ConfChangeType.REMOVE_NODE, 1)))
                .isEqualTo(new Appended(3, 2, "removed all voters"));
        group.settle();
        assertThat(group.raw(1).status().config()).hasToString("voters=(1)");
        assertThat(group.node(1).log.lines).contains("INFO 1 ignoring conf change transition:ConfChangeTransitionAuto"
                + " changes:{type:ConfChangeRemoveNode node_id:1} at config voters=(1): removed all voters");
    }

    @Test
    void aConfigurationChangeThatCannotBeDecodedIsRefused() {
        Group group = Group.led(1);
        Entry broken = Entry.proposal(EntryType.CONF_CHANGE_V2, bytes("\u0007"));
        assertThat(group.raw(1).propose(List.of(broken))).isInstanceOfSatisfying(Refused.class,
                r -> assertThat(r.refusal()).isEqualTo(Refusal.INVALID_MESSAGE));
        assertThat(group.raw(1).logState().lastIndex()).isEqualTo(2);
    }

    @Test
    void theContextOfAChangeThatLeavesAJointConfigurationDoesNotMatter() {
        Group group = Group.led(2);
        ConfChangeV2 enter = new ConfChangeV2(ConfChangeTransition.JOINT_EXPLICIT,
                List.of(new ConfChangeSingle(ConfChangeType.ADD_LEARNER_NODE, 3)), new byte[0]);
        group.raw(1).proposeConfChange(enter);
        group.settle();
        assertThat(group.raw(2).status().config().isJoint()).isTrue();
        group.raw(1).proposeConfChange(new ConfChangeV2(ConfChangeTransition.AUTO, List.of(), bytes("why")));
        group.settle();
        assertThat(group.raw(2).status().config()).hasToString("voters=(1 2) learners=(3)");
    }

    @Test
    void readsOfALeaderAreConfirmedByAQuorum() {
        Group group = Group.led(3);
        assertThat(group.raw(1).readIndex(bytes("r"))).isEqualTo(StepResult.DONE);
        assertThat(group.node(1).handleAll()).extracting(Message::type).containsOnly(MessageType.MSG_HEARTBEAT);
        assertThat(group.node(1).reads).isEmpty();
        group.raw(1).readIndex(bytes("s"));
        group.settle();
        assertThat(group.node(1).reads).containsExactly(new ReadState(2, bytes("r")), new ReadState(2, bytes("s")));
    }

    @Test
    void equalContextsAreDifferentReads() {
        Group group = Group.led(3);
        group.raw(1).readIndex(bytes("r"));
        group.raw(1).readIndex(bytes("r"));
        group.settle();
        assertThat(group.node(1).reads).hasSize(2);
    }

    @Test
    void aFollowersReadGoesThroughTheLeader() {
        Group group = Group.led(3);
        assertThat(group.raw(2).readIndex(bytes("r"))).isEqualTo(new Forwarded(1));
        group.settle();
        assertThat(group.node(2).reads).containsExactly(new ReadState(2, bytes("r")));
        assertThat(group.node(1).reads).isEmpty();
    }

    @Test
    void aReadWithoutALeaderIsRefused() {
        Group group = Group.of(3);
        assertRefused(group.raw(1).readIndex(bytes("r")), Refusal.NO_LEADER, "no leader at term 1");
        assertThat(group.node(1).log.lines).contains("INFO 1 no leader at term 1; dropping index reading msg");
        group.raw(1).campaign();
        assertRefused(group.raw(1).readIndex(bytes("r")), Refusal.NO_LEADER, "no leader at term 2");
    }

    @Test
    void aReadBeforeTheFirstCommitOfTheTermWaitsForIt() {
        Group group = Group.of(3);
        group.raw(1).campaign();
        group.node(1).handleAll();
        group.raw(1).step(Message.builder(MessageType.MSG_VOTE_RESP).from(2).to(1).term(2).build());
        assertThat(group.raw(1).basicStatus().state()).isEqualTo(StateType.LEADER);
        group.raw(1).readIndex(bytes("r"));
        assertThat(group.node(1).handle()).noneMatch(m -> m.type() == MessageType.MSG_HEARTBEAT);
        group.raw(1).step(Message.builder(MessageType.MSG_APP_RESP).from(2).to(1).term(2).index(2).build());
        group.settle();
        assertThat(group.node(1).reads).containsExactly(new ReadState(2, bytes("r")));
    }

    @Test
    void aSingleVoterConfirmsItsReadsItself() {
        Group group = Group.led(1);
        group.raw(1).readIndex(bytes("r"));
        group.settle();
        assertThat(group.node(1).reads).containsExactly(new ReadState(2, bytes("r")));
    }

    @Test
    void withALeaseReadsNeedNoRoundTrip() {
        Group group = Group.led(3, b -> b.checkQuorum(true).readOnlyOption(ReadOnlyOption.LEASE_BASED));
        group.raw(1).readIndex(bytes("r"));
        assertThat(group.node(1).handle()).isEmpty();
        assertThat(group.node(1).reads).containsExactly(new ReadState(2, bytes("r")));
        assertRefused(group.raw(2).forgetLeader(), Refusal.NOT_POSSIBLE, "reads are lease-based");
    }

    @Test
    void leadershipIsHandedOver() {
        Group group = Group.led(3);
        assertThat(group.raw(2).transferLeader(3)).isEqualTo(new Forwarded(1));
        group.settle();
        assertThat(group.raw(3).basicStatus().state()).isEqualTo(StateType.LEADER);
        assertThat(group.raw(3).basicStatus().term()).isEqualTo(3);
    }

    @Test
    void duringATransferProposalsAreDroppedUntilItTimesOut() {
        Group group = Group.led(3);
        RawNode leader = group.raw(1);
        assertThat(leader.transferLeader(2)).isEqualTo(StepResult.DONE);
        assertThat(leader.basicStatus().leadTransferee()).isEqualTo(2);
        assertRefused(leader.propose(bytes("a")), Refusal.PROPOSAL_DROPPED, "leadership is being transferred to 2");
        assertRefused(leader.transferLeader(2), Refusal.NOT_POSSIBLE, "already in progress");
        for (int i = 0; i < 10; i++) {
            leader.tick();
        }
        assertThat(leader.basicStatus().leadTransferee()).isZero();
        assertThat(leader.propose(bytes("a"))).isInstanceOf(Appended.class);
    }

    @Test
    void aTransferThatMakesNoSenseIsRefused() {
        Group group = Group.led(2);
        group.raw(1).proposeConfChange(change(ConfChangeType.ADD_LEARNER_NODE, 3));
        group.settle();
        assertRefused(group.raw(1).transferLeader(1), Refusal.NOT_POSSIBLE, "already the leader");
        assertRefused(group.raw(1).transferLeader(3), Refusal.NOT_POSSIBLE, "a learner cannot lead");
        assertRefused(group.raw(1).transferLeader(9), Refusal.NOT_POSSIBLE, "not a member");
        assertRefused(Group.of(2).raw(1).transferLeader(2), Refusal.NO_LEADER, "no leader at term 1");
    }

    @Test
    void aFollowerThatMissedTheLogGetsASnapshot() {
        Group group = Group.led(3);
        Group.Node leader = group.node(1);
        Group.Node lost = group.nodes.remove(3L);
        leader.raw.propose(bytes("a"));
        group.settle();
        leader.storage.createSnapshot(3, null, bytes("state"));
        leader.storage.compact(3);
        group.nodes.put(3L, lost);
        leader.raw.reportUnreachable(3);
        for (int i = 0; i < 3; i++) {
            leader.raw.tick();
            group.settle();
        }
        assertThat(lost.storage.snapshot().data()).isEqualTo(bytes("state"));
        assertThat(lost.raw.basicStatus().applied()).isEqualTo(3);
        assertThat(leader.raw.status().progress().progress(3)).satisfies(pr -> assertThat(pr.state()).isEqualTo(ProgressState.REPLICATE));
    }

    @Test
    void aFailedSnapshotIsTriedAgainAfterTheNextHeartbeat() {
        Group group = Group.led(3);
        Group.Node leader = group.node(1);
        Group.Node lost = group.nodes.remove(3L);
        leader.raw.propose(bytes("a"));
        group.settle();
        leader.storage.createSnapshot(3, null, bytes("state"));
        leader.storage.compact(3);
        leader.raw.reportUnreachable(3);
        Message beat = Message.builder(MessageType.MSG_HEARTBEAT_RESP).from(3).to(1).term(2).build();
        leader.raw.step(beat);
        leader.raw.step(Message.builder(MessageType.MSG_APP_RESP).from(3).to(1).term(2).index(2).reject(true).rejectHint(1).build());
        assertThat(leader.handle()).extracting(Message::type).containsExactly(MessageType.MSG_SNAP);
        assertThat(leader.raw.reportSnapshot(3, SnapshotStatus.FAILURE)).isEqualTo(StepResult.DONE);
        assertThat(leader.raw.status().progress().progress(3)).hasToString("StateProbe match=2 next=3 paused");
        assertThat(leader.log.lines.getLast())
                .isEqualTo("DEBUG 1 snapshot failed, resumed sending replication messages to 3 [StateProbe match=2 next=3]");
        leader.raw.step(beat);
        assertThat(leader.handle()).extracting(Message::type).containsExactly(MessageType.MSG_SNAP);
        leader.raw.reportSnapshot(3, SnapshotStatus.FINISH);
        assertThat(leader.log.lines.getLast())
                .isEqualTo("DEBUG 1 snapshot succeeded, resumed sending replication messages to 3 [StateProbe match=2 next=4]");
        assertThat(lost.raw.basicStatus().state()).isEqualTo(StateType.FOLLOWER);
    }

    @Test
    void whatOnlyAMemberOrTheNodeItselfMaySayIsRefusedFromOthers() {
        RawNode node = Group.of(1).raw(1);
        Message beat = Message.builder(MessageType.MSG_BEAT).from(2).to(1).build();
        assertRefused(node.step(beat), Refusal.LOCAL_MESSAGE, "raft: cannot step raft local message");
        Message resp = Message.builder(MessageType.MSG_APP_RESP).from(9).to(1).term(1).build();
        assertRefused(node.step(resp), Refusal.PEER_NOT_FOUND, "raft: cannot step as peer not found");
    }

    @Test
    void asynchronousWritesAreReportedByMessagesInsteadOfAdvance() {
        Group group = Group.of(1, b -> b.asyncStorageWrites(true));
        RawNode node = group.raw(1);
        node.campaign();
        Ready rd = node.ready();
        Message append = rd.messages().getFirst();
        assertThat(append.type()).isEqualTo(MessageType.MSG_STORAGE_APPEND);
        assertThat(append.vote()).isEqualTo(1);
        assertThat(node.basicStatus().state()).isEqualTo(StateType.CANDIDATE);
        append.responses().forEach(node::step);
        assertThat(node.basicStatus().state()).isEqualTo(StateType.LEADER);
        assertThatThrownBy(node::advance).isInstanceOf(InvariantError.class);
    }

    @Test
    void aReadyMustBeAdvancedBeforeTheNext() {
        RawNode node = Group.of(1).raw(1);
        node.campaign();
        node.ready();
        assertThatThrownBy(node::ready).isInstanceOf(InvariantError.class)
                .hasMessage("two accepted Ready structs without call to Advance");
    }

    @Test
    void timeoutsMustLieInTheirRange() {
        Config.Builder config = Config.builder(1, new MemoryStorage(), tick -> 2 * tick).electionTick(10).heartbeatTick(1)
                .maxInflightMsgs(1);
        assertThatThrownBy(() -> new RawNode(config.build())).isInstanceOf(InvariantError.class)
                .hasMessage("election timeout 20 is not in [10, 20)");
    }

    @Test
    void entriesAndTermsCanBeInspectedStableOrNot() {
        Group group = Group.led(1);
        RawNode node = group.raw(1);
        node.propose(bytes("a"));
        assertThat(node.entries(2, 4, Config.NO_LIMIT)).extracting(Entry::index).containsExactly(2L, 3L);
        assertThat(node.entries(1, 2, Config.NO_LIMIT)).isNull();
        assertThat(node.term(3)).isEqualTo(2);
        assertThat(node.logState()).isEqualTo(new LogState(2, 3, 2, 2, 2, 3, 3, 1, 0, false));
    }

    @Test
    void aStatusIsACopy() {
        Group group = Group.led(2);
        Status status = group.raw(1).status();
        group.raw(1).propose(bytes("a"));
        group.settle();
        assertThat(status.progress()).hasToString("""
                1: StateReplicate match=2 next=3
                2: StateReplicate match=2 next=3
                """);
        assertThat(group.raw(2).status().progress().size()).isZero();
    }
}
