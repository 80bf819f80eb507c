package dev.raftd.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raft.Config;
import dev.raftd.raft.MemoryStorage;
import dev.raftd.raft.Peer;
import dev.raftd.raft.RawNode;
import dev.raftd.raft.Ready;
import dev.raftd.raft.StateType;
import dev.raftd.raft.StepResult;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeTest {
    private static final long TICK = 100;

    /// Stores and applies at once, in memory.
    private static final class Handler implements ReadyHandler {
        final MemoryStorage storage;
        RawNode raft;
        int ticks;
        final List<String> refused = new ArrayList<>();
        final List<Ready> readys = new ArrayList<>();
        final List<Message> sent = new ArrayList<>();
        List<Event> before = List.of();

        Handler(MemoryStorage storage) {
            this.storage = storage;
        }

        @Override
        public void ticked() {
            ticks++;
        }

        @Override
        public List<Event> beforeReadys() {
            List<Event> events = before;
            before = List.of();
            return events;
        }

        @Override
        public void refused(Message message, StepResult.Refused result) {
            refused.add(message.type() + ": " + result.refusal().name());
        }

        @Override
        public List<Message> ready(Ready ready) {
            readys.add(ready);
            List<Message> responses = new ArrayList<>();
            for (Message m : ready.messages()) {
                if (m.to() == LocalNodes.APPEND_THREAD) {
                    store(m);
                } else if (m.to() == LocalNodes.APPLY_THREAD) {
                    m.entries().forEach(this::apply);
                } else {
                    sent.add(m);
                }
                m.responses().stream().filter(r -> r.to() == 1).forEach(responses::add);
                m.responses().stream().filter(r -> r.to() != 1).forEach(sent::add);
            }
            return responses;
        }

        private void store(Message m) {
            if (m.term() != 0 || m.commit() != 0) {
                storage.setHardState(new HardState(m.term(), m.vote(), m.commit()));
            }
            storage.append(m.entries());
        }

        private void apply(Entry e) {
            if (e.type() != EntryType.NORMAL) {
                try {
                    raft.applyConfChange(Codec.decodeConfChange(e));
                } catch (CodecException broken) {
                    throw new AssertionError(broken);
                }
            }
        }
    }

    private final MemoryStorage storage = new MemoryStorage();
    private final Handler handler = new Handler(storage);
    private int wakes;
    private long now = 1_000;

    private Node node(int peers, NodeConfig config) {
        RawNode raft = new RawNode(Config.builder(1, storage, ticks -> ticks).electionTick(10).heartbeatTick(1).maxInflightMsgs(16)
                .maxSizePerMsg(1 << 20).asyncStorageWrites(true).preVote(true).checkQuorum(true).build());
        handler.raft = raft;
        List<Peer> first = new ArrayList<>();
        for (long id = 1; id <= peers; id++) {
            first.add(new Peer(id));
        }
        raft.bootstrap(first);
        Node node = new Node(config, raft, handler, () -> wakes++);
        run(node);
        return node;
    }

    private Node node(int peers) {
        return node(peers, NodeConfig.of(TICK));
    }

    private void run(Node node) {
        for (int i = 0; node.runOnce(now); i++) {
            assertThat(i).as("comes to rest").isLessThan(1000);
        }
    }

    private void pass(Node node, int ticks) {
        for (int i = 0; i < ticks; i++) {
            now += TICK;
            run(node);
        }
    }

    private Node leaderOfOne(NodeConfig config) {
        Node node = node(1, config);
        pass(node, 12);
        assertThat(handler.raft.basicStatus().state()).isEqualTo(StateType.LEADER);
        handler.readys.clear();
        return node;
    }

    private static Event.Propose propose(String data, List<StepResult> told) {
        return new Event.Propose(data.getBytes(StandardCharsets.UTF_8), told::add);
    }

    @Test
    void proposalsOfATurnBecomeOneAndEachLearnsItsIndex() {
        Node node = leaderOfOne(NodeConfig.of(TICK));
        long last = storage.lastIndex();
        List<StepResult> told = new ArrayList<>();
        node.offer(propose("a", told));
        node.offer(new Event.Unreachable(1));
        node.offer(propose("b", told));
        node.offer(propose("c", told));
        node.runOnce(now);
        long term = handler.raft.basicStatus().term();
        assertThat(told).containsExactly(new StepResult.Appended(last + 1, term, null), new StepResult.Appended(last + 2, term, null),
                new StepResult.Appended(last + 3, term, null));
        assertThat(handler.readys.getFirst().entries()).hasSize(3);
    }

    @Test
    void batchesAreLimitedInNumberAndBytes() {
        Node node = leaderOfOne(new NodeConfig(TICK, 2, 100, 1000, 2, 10, 16));
        List<StepResult> told = new ArrayList<>();
        for (String data : List.of("a", "b", "c", "0123456789abcdef", "d", "0123456789")) {
            assertThat(node.offer(propose(data, told))).isTrue();
        }
        node.runOnce(now);
        assertThat(told).hasSize(6).allMatch(result -> result instanceof StepResult.Appended);
        assertThat(told.stream().map(result -> ((StepResult.Appended) result).index()).toList()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void proposerIsToldThatThereIsNoLeader() {
        Node node = node(3);
        List<StepResult> told = new ArrayList<>();
        node.offer(propose("a", told));
        node.runOnce(now);
        assertThat(told).singleElement().isInstanceOfSatisfying(StepResult.Refused.class,
                refused -> assertThat(refused.refusal()).isEqualTo(StepResult.Refusal.PROPOSAL_DROPPED));
    }

    @Test
    void fullMailboxRefusesOffersAndTakesCompletions() {
        Node node = node(3, new NodeConfig(TICK, 2, 2, 1 << 20, 10, 1 << 20, 16));
        assertThat(node.offer(new Event.Unreachable(2))).isTrue();
        assertThat(node.offer(new Event.Unreachable(2))).isTrue();
        assertThat(node.offer(new Event.Unreachable(2))).isFalse();
        node.post(new Event.StorageDone(List.of()));
        assertThat(node.queued()).isEqualTo(3);
        run(node);
        assertThat(node.queued()).isZero();
        assertThat(node.offer(new Event.Unreachable(2))).isTrue();
    }

    @Test
    void floodOfPeersLeavesRoomForRequests() {
        Node node = node(3, new NodeConfig(TICK, 2, 2, 1 << 20, 10, 1 << 20, 16));
        Event heartbeat = new Event.Receive(Message.builder(MessageType.MSG_HEARTBEAT).from(2).to(1).term(2).build());
        assertThat(node.offer(heartbeat)).isTrue();
        assertThat(node.offer(heartbeat)).isTrue();
        assertThat(node.offer(heartbeat)).isFalse();
        assertThat(node.offer(propose("a", new ArrayList<>()))).isTrue();
    }

    @Test
    void mailboxIsBoundedInBytesYetTakesOneLargeEvent() {
        Node node = node(3, new NodeConfig(TICK, 2, 100, 1000, 10, 1 << 20, 16));
        List<StepResult> told = new ArrayList<>();
        assertThat(node.offer(propose("x".repeat(5000), told))).isTrue();
        assertThat(node.offer(propose("y", told))).isFalse();
        run(node);
        assertThat(node.offer(propose("y", told))).isTrue();
    }

    /// A drained mailbox once shared its empty lane with the turn: what came in meanwhile was stepped in this turn and in the next.
    @Test
    void whatArrivesDuringATurnIsSteppedOnceInTheNext() {
        Node node = node(3);
        List<String> stepped = new ArrayList<>();
        node.post(new Event.Call(raft -> node.offer(new Event.Call(again -> stepped.add("offered")))));
        node.runOnce(now);
        assertThat(stepped).isEmpty();
        node.offer(new Event.Call(raft -> node.post(new Event.Call(again -> stepped.add("posted")))));
        node.runOnce(now);
        assertThat(stepped).containsExactly("offered");
        run(node);
        assertThat(stepped).containsExactly("offered", "posted");
    }

    @Test
    void loopIsWokenByTheFirstEventOnly() {
        Node node = node(3);
        wakes = 0;
        node.offer(new Event.Unreachable(2));
        node.offer(new Event.Unreachable(2));
        node.post(new Event.StorageDone(List.of()));
        assertThat(wakes).isEqualTo(1);
        run(node);
        node.post(new Event.StorageDone(List.of()));
        assertThat(wakes).isEqualTo(2);
    }

    @Test
    void ticksAreAsManyAsTimeHasPassed() {
        Node node = node(3);
        assertThat(node.nextTickNanos()).isEqualTo(now + TICK);
        pass(node, 5);
        assertThat(handler.ticks).isEqualTo(5);
        now += TICK / 2;
        run(node);
        assertThat(handler.ticks).isEqualTo(5);
    }

    @Test
    void pauseAloneStartsNoElection() {
        Node node = node(3);
        now += 1000 * TICK;
        run(node);
        assertThat(handler.ticks).isEqualTo(2);
        assertThat(handler.raft.basicStatus().state()).isEqualTo(StateType.FOLLOWER);
        assertThat(node.nextTickNanos()).isGreaterThan(now);
    }

    @Test
    void newsComeBeforeTheClockAfterAPause() {
        Node node = node(3);
        pass(node, 9);
        // one more tick and it campaigns; but a leader's heartbeat waits
        node.offer(new Event.Receive(Message.builder(MessageType.MSG_HEARTBEAT).from(2).to(1).term(2).build()));
        now += 50 * TICK;
        run(node);
        assertThat(handler.raft.basicStatus().lead()).isEqualTo(2);
        assertThat(handler.raft.basicStatus().state()).isEqualTo(StateType.FOLLOWER);
    }

    @Test
    void turnIsFiniteAndSaysThatThereIsMore() {
        Node node = leaderOfOne(new NodeConfig(TICK, 2, 100, 1 << 20, 10, 1 << 20, 1));
        node.offer(propose("a", new ArrayList<>()));
        assertThat(node.runOnce(now)).isTrue();
        assertThat(handler.readys).hasSize(1);
        run(node);
        assertThat(handler.readys.size()).isGreaterThan(1);
        assertThat(node.runOnce(now)).isFalse();
    }

    @Test
    void whatTheHandlerWantsSteppedIsSteppedInTheSameTurn() {
        Node node = leaderOfOne(NodeConfig.of(TICK));
        List<StepResult> told = new ArrayList<>();
        handler.before = List.of(propose("a", told), new Event.ReadIndex(new byte[]{7}));
        node.runOnce(now);
        assertThat(told).hasSize(1);
        assertThat(handler.readys).anySatisfy(ready -> assertThat(ready.readStates()).hasSize(1));
    }

    @Test
    void callSeesTheNodeBetweenSteps() {
        Node node = node(3);
        List<Long> seen = new ArrayList<>();
        node.offer(new Event.Call(raft -> seen.add(raft.basicStatus().id())));
        run(node);
        assertThat(seen).containsExactly(1L);
    }
}
