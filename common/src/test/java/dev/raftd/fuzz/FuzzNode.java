package dev.raftd.fuzz;

import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.Config;
import dev.raftd.raft.ElectionTimeouts;
import dev.raftd.raft.LogState;
import dev.raftd.raft.MemoryStorage;
import dev.raftd.raft.RawNode;
import dev.raftd.raft.ReadState;
import dev.raftd.raft.Ready;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.ConfChangeI;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.trace.Recorder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// A RawNode with a disk, which survives crashes, and a state machine, which does not beyond its last snapshot.
final class FuzzNode {
    final long id;
    final MemoryStorage disk = new MemoryStorage();
    private final Options options;
    private final SplittableRandom random;
    private final Invariants[] invariants;
    private final Consumer<Message> network;
    private final Consumer<ReadState> reads;
    private final LongFunction<@Nullable Recorder> recorders;
    private @Nullable RawNode raw;
    private final Deque<Message> appendWork = new ArrayDeque<>();
    private final Deque<Message> applyWork = new ArrayDeque<>();

    long applied;
    long stateHash;
    ConfState confState = ConfState.EMPTY;
    long commitChecked;
    private long termSeen;
    private long voteSeen;

    FuzzNode(long id, Options options, SplittableRandom random, Invariants[] invariants, Consumer<Message> network,
            Consumer<ReadState> reads, LongFunction<@Nullable Recorder> recorders) {
        this.id = id;
        this.options = options;
        this.random = random;
        this.invariants = invariants;
        this.network = network;
        this.reads = reads;
        this.recorders = recorders;
    }

    boolean isUp() {
        return raw != null;
    }

    RawNode raw() {
        return Objects.requireNonNull(raw);
    }

    private Invariants check() {
        return invariants[0];
    }

    void start() {
        Snapshot snapshot = disk.snapshot();
        restore(snapshot);
        HardState durable = disk.initialState().hardState();
        ElectionTimeouts timeouts = tick -> tick + random.nextInt(tick);
        Recorder recorder = recorders.apply(id);
        raw = recorder == null ? new RawNode(options.config(id, disk, applied, timeouts)) : recorded(recorder, timeouts);
        Invariants.check(raw.basicStatus().term() == durable.term() && raw.basicStatus().vote() == durable.vote(),
                "term or vote lost at the start of node %d", id);
        commitChecked = raw.logState().committed();
        termSeen = durable.term();
        voteSeen = durable.vote();
    }

    private RawNode recorded(Recorder recorder, ElectionTimeouts timeouts) {
        Config config = options.config(id, recorder.storage(disk), applied, recorder.electionTimeouts(timeouts));
        RawNode node = new RawNode(config);
        recorder.attach(node, config);
        return node;
    }

    /// All that was not on the disk is gone.
    void crash() {
        raw = null;
        appendWork.clear();
        applyWork.clear();
    }

    void checkMonotonic(BasicStatus status, LogState log) {
        Invariants.check(status.term() >= termSeen, "term of node %d went back from %d to %d", id, termSeen, status.term());
        Invariants.check(status.term() > termSeen || voteSeen == 0 || voteSeen == status.vote(), "node %d changed its vote", id);
        Invariants.check(log.committed() >= commitChecked, "commit of node %d went back", id);
        termSeen = status.term();
        voteSeen = status.vote();
    }

    boolean hasAppendWork() {
        return !appendWork.isEmpty();
    }

    boolean hasApplyWork() {
        return !applyWork.isEmpty();
    }

    /// @param crashPoint 0: none; 1: after the Ready was taken; 2: after it was stored, before anything was sent
    void handleReady(int crashPoint) {
        Ready ready = raw().ready();
        ready.readStates().forEach(reads);
        if (crashPoint == 1) {
            crash();
            return;
        }
        if (options.async())
            hand(ready);
        else
            carryOut(ready, crashPoint);
    }

    private void hand(Ready ready) {
        for (Message m : ready.messages())
            if (m.to() == LocalNodes.APPEND_THREAD)
                appendWork.add(m);
            else if (m.to() == LocalNodes.APPLY_THREAD)
                applyWork.add(m);
            else
                send(m);
    }

    private void carryOut(Ready ready, int crashPoint) {
        store(ready.hardState(), ready.snapshot(), ready.entries());
        if (crashPoint == 2) {
            crash();
            return;
        }
        ready.messages().forEach(this::send);
        ready.committedEntries().forEach(this::apply);
        raw().advance();
    }

    private void store(HardState hardState, @Nullable Snapshot snapshot, List<Entry> entries) {
        if (!hardState.isEmpty())
            store(hardState);
        if (snapshot != null && !snapshot.isEmpty()) {
            disk.applySnapshot(snapshot);
            restore(snapshot);
            check().restored(this, snapshot.metadata().index());
        }
        disk.append(entries);
        check().stored(this, entries);
    }

    /// What a snapshot covers is committed, though the commit index handed out to be stored may lag behind it.
    private void store(HardState hardState) {
        long commit = Math.max(hardState.commit(), disk.snapshot().metadata().index());
        disk.setHardState(new HardState(hardState.term(), hardState.vote(), commit));
    }

    private void restore(Snapshot snapshot) {
        applied = snapshot.metadata().index();
        confState = snapshot.metadata().confState();
        stateHash = snapshot.isEmpty() ? 0 : ByteBuffer.wrap(snapshot.data()).getLong();
    }

    void doAppendWork() {
        Message m = appendWork.remove();
        store(new HardState(m.term(), m.vote(), m.commit()), m.snapshot(), m.entries());
        m.responses().forEach(this::send);
    }

    void doApplyWork() {
        Message m = applyWork.remove();
        m.entries().forEach(this::apply);
        m.responses().forEach(this::send);
    }

    private void send(Message m) {
        check().sent(this, m);
        if (m.to() == id)
            raw().step(m);
        else
            network.accept(m);
    }

    private void apply(Entry e) {
        if (options.async() && e.index() <= applied)
            return; // a snapshot that was installed while these entries waited for the apply thread has them already
        Invariants.check(e.index() == applied + 1, "node %d applies %d after %d", id, e.index(), applied);
        applied = e.index();
        stateHash = Invariants.mix(Invariants.mix(stateHash, e.index()), Arrays.hashCode(e.data()));
        if (e.type() != EntryType.NORMAL)
            confState = raw().applyConfChange(decoded(e));
        check().applied(this, e.index());
    }

    private static ConfChangeI decoded(Entry e) {
        try {
            return Codec.decodeConfChange(e);
        } catch (CodecException broken) {
            throw new AssertionError(broken);
        }
    }

    /// Takes a snapshot of the state machine, and drops the log before some index.
    void compact() {
        if (applied > disk.snapshot().metadata().index() && applied <= disk.lastIndex()) {
            disk.createSnapshot(applied, confState, ByteBuffer.allocate(8).putLong(stateHash).array());
            store(disk.initialState().hardState());
        }
        long upTo = disk.snapshot().metadata().index() - random.nextInt(4);
        if (upTo >= disk.firstIndex() && upTo <= disk.lastIndex())
            disk.compact(upTo);
    }
}
