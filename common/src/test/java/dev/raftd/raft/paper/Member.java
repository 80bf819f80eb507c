package dev.raftd.raft.paper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.Config;
import dev.raftd.raft.ElectionTimeouts;
import dev.raftd.raft.MemoryStorage;
import dev.raftd.raft.RawNode;
import dev.raftd.raft.ReadState;
import dev.raftd.raft.Ready;
import dev.raftd.raft.StateType;
import dev.raftd.raft.StepResult;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Message;
import dev.raftd.tracker.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// A node with its disk and its state machine, which is the list of what was applied. It does what a Ready asks for at once, in the
/// order that [Ready] states; what it sends is the tests' to deliver.
final class Member {
    static final int ELECTION_TICK = 10;
    static final int HEARTBEAT_TICK = 2;
    private static final long NO_LIMIT = Config.NO_LIMIT;

    private final long id;
    private final MemoryStorage storage;
    private final ElectionTimeouts timeouts;
    private final UnaryOperator<Config.Builder> settings;
    private final List<Entry> applied = new ArrayList<>();
    private final List<ReadState> reads = new ArrayList<>();
    private ConfState members;
    private long appliedIndex;
    private RawNode node;

    private Member(long id, MemoryStorage storage, ElectionTimeouts timeouts, UnaryOperator<Config.Builder> settings) {
        this.id = id;
        this.storage = storage;
        this.timeouts = timeouts;
        this.settings = settings;
        this.members = storage.initialState().confState();
        this.appliedIndex = storage.snapshot().metadata().index();
        this.node = new RawNode(config());
    }

    static Member of(long id, Stored stored) {
        return of(id, stored, c -> c);
    }

    /// A node that always draws the shortest election timeout.
    static Member of(long id, Stored stored, UnaryOperator<Config.Builder> settings) {
        return new Member(id, stored.storage(), ticks -> ticks, settings);
    }

    /// A node whose randomness is these timeouts, one after another, and then the last one for ever.
    static Member drawing(long id, Stored stored, int... drawn) {
        return drawing(id, stored, c -> c, drawn);
    }

    static Member drawing(long id, Stored stored, UnaryOperator<Config.Builder> settings, int... drawn) {
        PrimitiveIterator.OfInt draws = IntStream.concat(IntStream.of(drawn), IntStream.generate(() -> drawn[drawn.length - 1])).iterator();
        return new Member(id, stored.storage(), ticks -> draws.nextInt(), settings);
    }

    /// A leader that all others voted for, whose first messages were lost.
    static Member leader(long id, Stored stored) {
        return leader(id, stored, c -> c);
    }

    static Member leader(long id, Stored stored, UnaryOperator<Config.Builder> settings) {
        Member m = of(id, stored, settings);
        m.campaign();
        stored.before().confState().voters().stream().filter(v -> v != id).forEach(v -> {
            m.step(Messages.preVoted(v, id, m.term() + 1, true));
        });
        stored.before().confState().voters().stream().filter(v -> v != id).forEach(v -> {
            m.step(Messages.voted(v, id, m.term(), true));
        });
        assertThat(m.state()).isEqualTo(StateType.LEADER);
        return m;
    }

    private Config config() {
        Config.Builder c = Config.builder(id, storage, timeouts).electionTick(ELECTION_TICK).heartbeatTick(HEARTBEAT_TICK)
                .maxSizePerMsg(NO_LIMIT).maxInflightMsgs(256).applied(appliedIndex);
        return settings.apply(c).build();
    }

    /// A crash and a new start: what was stored and applied is all that is left.
    void restart() {
        reads.clear();
        node = new RawNode(config());
    }

    long id() {
        return id;
    }

    RawNode node() {
        return node;
    }

    MemoryStorage storage() {
        return storage;
    }

    StateType state() {
        return status().state();
    }

    long term() {
        return status().term();
    }

    BasicStatus status() {
        return node.basicStatus();
    }

    ConfState members() {
        return members;
    }

    /// Of a leader.
    Progress progress(long peer) {
        Progress progress = node.status().progress().progress(peer);
        assertThat(progress).isNotNull();
        return progress;
    }

    List<ReadState> reads() {
        return reads;
    }

    /// The data of what was applied, in order; the empty entries of new leaders and configuration changes left out.
    List<String> applied() {
        return applied.stream().filter(e -> e.type() == EntryType.NORMAL && e.data().length > 0).map(e -> Messages.text(e.data())).toList();
    }

    List<Long> appliedIndexes() {
        return applied.stream().map(Entry::index).toList();
    }

    /// The stable log.
    List<Entry> log() {
        List<Entry> log = storage.entries(storage.firstIndex(), storage.lastIndex() + 1, NO_LIMIT);
        assertThat(log).isNotNull();
        return log;
    }

    List<Long> logTerms() {
        return log().stream().map(Entry::term).toList();
    }

    /// Each of these takes an input, does all the work that follows from it, and returns what the node sent.
    List<Message> step(Message m) {
        stepResult(m);
        return settle();
    }

    StepResult stepResult(Message m) {
        return node.step(m);
    }

    List<Message> tick(int times) {
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            node.tick();
            sent.addAll(settle());
        }
        return sent;
    }

    List<Message> campaign() {
        node.campaign();
        return settle();
    }

    List<Message> propose(String data) {
        assertThat(node.propose(Messages.bytes(data))).isNotInstanceOf(StepResult.Refused.class);
        return settle();
    }

    List<Message> settle() {
        List<Message> sent = new ArrayList<>();
        while (node.hasReady()) {
            sent.addAll(handle(node.ready()));
        }
        return sent;
    }

    /// Stores, applies and advances; the messages are to be sent after it.
    List<Message> handle(Ready rd) {
        if (!rd.hardState().isEmpty()) {
            storage.setHardState(rd.hardState());
        }
        if (!rd.snapshot().isEmpty()) {
            storage.applySnapshot(rd.snapshot());
            members = rd.snapshot().metadata().confState();
            appliedIndex = rd.snapshot().metadata().index();
        }
        storage.append(rd.entries());
        reads.addAll(rd.readStates());
        rd.committedEntries().forEach(this::apply);
        node.advance();
        return rd.messages();
    }

    private void apply(Entry e) {
        assertThat(e.index()).as("applied in order, each once").isEqualTo(appliedIndex + 1);
        appliedIndex = e.index();
        applied.add(e);
        if (e.type() != EntryType.NORMAL) {
            try {
                members = node.applyConfChange(Codec.decodeConfChange(e));
            } catch (CodecException broken) {
                throw new AssertionError(broken);
            }
        }
    }

    /// Makes what is applied a snapshot, and drops the log up to it.
    void compact() {
        storage.createSnapshot(appliedIndex, members, Messages.bytes("state at " + appliedIndex));
        storage.compact(appliedIndex);
    }
}
