package dev.raftd.server.replica;

import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.journey.Journeys;
import dev.raftd.server.journey.Stored;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.storage.SegmentedLog;
import dev.raftd.server.storage.StorageException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Does the core's storage work: takes everything that is queued, appends it, syncs once, and only then lets the responses go.
///
///     MsgStorageAppend ─┐                                        ┌─> responses to this node ─> Outcomes.durable ─> mailbox
///     mark a snapshot  ─┴─> queue ─> runOnce: append…, one sync ─┴─> responses to others ────> Outcomes.send ────> transport
///
/// A commit index that went up, alone, stays unsynced until the next work, or until the log is idle: a crash may forget it, and no response
/// promises it. What such a message answers was made durable before.
///
/// On a full disk entries wait, and everything behind them, until there is room: votes and the records of snapshots overtake them.
///
/// [#enqueue] on any thread; all else on one, the `log-writer`, or a simulation's.
final class LogWriter {
    /// Where results go; called on the log writer's thread.
    interface Outcomes {
        void durable(List<Message> responses);

        void send(Message response);

        /// Entries are durable, and those that wait for it at other members were told. Called before [#durable].
        void stored(Stored stored);

        /// A received snapshot has become the log's beginning, and this is the store in it.
        void installed(KvRoot root, SnapshotMetadata metadata);

        /// The disk became full, or has space again.
        void full(boolean full);
    }

    /// What a turn came to.
    enum Turn {
        WORKED,
        IDLE,
        DISK_FULL
    }

    private sealed interface Work {
        record Append(Message message) implements Work {}

        /// Only ends the waiting.
        record Wake() implements Work {}

        record Mark(SnapshotMetadata metadata, long compactTo, Runnable done) implements Work {}
    }

    private record Installed(KvRoot root, SnapshotMetadata metadata) {}

    private static final long SLOW_SYNC_NANOS = 1_000_000_000L;

    private final long self;
    private final SegmentedLog log;
    private final SnapshotFiles snapshots;
    private final Outcomes outcomes;
    private final Executor background;
    private final LongSupplier nanoTime;
    private final Counters counters;
    private final Journeys journeys;

    private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final ArrayDeque<Work> backlog = new ArrayDeque<>();
    private final List<Message> unanswered = new ArrayList<>();
    private final List<Work.Mark> marks = new ArrayList<>();
    private @Nullable Installed installed;
    /// Entries taken on that are not told of as stored, the first of them at `begunNanos`; not synced while `syncedNanos` is 0.
    private List<List<Entry>> written = new ArrayList<>();
    private long begunNanos;
    private long syncedNanos;
    /// Term and vote as of the last hard state that was taken on.
    private long term;
    private long vote;
    private volatile long durableTerm;
    /// Whether something was taken on since the last sync that a response may promise.
    private boolean mustSync;
    private final AtomicBoolean preparing = new AtomicBoolean();
    /// What went wrong in the background: the log is broken, and the next turn says so on the log writer's thread, which ends the member.
    private volatile @Nullable StorageException unprepared;
    private boolean full;
    private boolean appended;
    private final RecentMax recentSyncs = new RecentMax();
    private volatile long turnsBegun;
    private volatile boolean busy;
    private volatile long syncNanosLast;

    LogWriter(long self, SegmentedLog log, SnapshotFiles snapshots, Outcomes outcomes, Executor background, LongSupplier nanoTime,
            Counters counters, Journeys journeys) {
        this.self = self;
        this.log = log;
        this.snapshots = snapshots;
        this.outcomes = outcomes;
        this.background = background;
        this.nanoTime = nanoTime;
        this.counters = counters;
        this.journeys = journeys;
        durableTerm = log.initialState().hardState().term();
    }

    /// Queues a MsgStorageAppend. How much can be queued is bounded by the core's limits.
    void enqueue(Message append) {
        queue.add(new Work.Append(append));
    }

    /// Queues messages to others that wait for what was queued before to be durable.
    void enqueueResponses(List<Message> responses) {
        queue.add(new Work.Append(Message.builder(MessageType.MSG_STORAGE_APPEND).from(self).to(LocalNodes.APPEND_THREAD)
                .responses(responses).build()));
    }

    /// The newest term that a crash leaves. Any thread.
    long durableTerm() {
        return durableTerm;
    }

    /// Queues the record of a snapshot of the node's own.
    ///
    /// @param compactTo the log below is released, 0 for nothing
    /// @param done      called when that is durable
    void enqueueMark(SnapshotMetadata metadata, long compactTo, Runnable done) {
        queue.add(new Work.Mark(metadata, compactTo, done));
    }

    /// Ends a waiting for work. Any thread.
    void wake() {
        queue.add(new Work.Wake());
    }

    /// Whether it is at writing; see [#turnsBegun].
    boolean busy() {
        return busy;
    }

    /// Counts beginnings of writing: busy and not counting on means that a write lasts.
    long turnsBegun() {
        return turnsBegun;
    }

    /// How much work waits. Any thread.
    int queued() {
        return queue.size();
    }

    /// The longest sync of the last ten seconds. Any thread.
    long syncNanosMaxRecent() {
        return recentSyncs.at(nanoTime.getAsLong());
    }

    /// How long the last sync took. Any thread.
    long syncNanosLast() {
        return syncNanosLast;
    }

    /// Waits for work, not longer than given.
    ///
    /// @return false if none came
    boolean await(long timeoutMillis) throws InterruptedException {
        Work work = queue.poll(timeoutMillis, TimeUnit.MILLISECONDS);
        if (work != null) {
            backlog.add(work);
        }
        return work != null;
    }

    /// Whether something is queued.
    boolean isDue() {
        return !queue.isEmpty() || !backlog.isEmpty();
    }

    /// Does everything that is queued.
    Turn runOnce() {
        StorageException failed = unprepared;
        if (failed != null) {
            throw failed;
        }
        queue.drainTo(backlog);
        if (backlog.isEmpty() && !full) {
            return Turn.IDLE;
        }
        busy(true);
        try {
            return work();
        } finally {
            busy(false);
        }
    }

    private void busy(boolean now) {
        turnsBegun += now ? 1 : 0;
        busy = now;
    }

    private Turn work() {
        if (full && !flush(true)) {
            return diskFull();
        }
        appended = false;
        while (!backlog.isEmpty()) {
            // the head leaves the backlog only when its work is taken on
            if (backlog.getFirst() instanceof Work.Append a && a.message.snapshot() != null && !flush(true)) {
                return diskFull();
            }
            take(backlog.removeFirst());
        }
        if (!flush(false)) {
            return diskFull();
        }
        prepare();
        return Turn.WORKED;
    }

    /// Entries wait for room. What the reserve is for does not: votes, and the records of snapshots, which let old segments go.
    private Turn diskFull() {
        takeMarks();
        SnapshotMetadata newest = marks.stream().map(Work.Mark::metadata).max(Comparator.comparingLong(SnapshotMetadata::index))
                .orElse(SnapshotMetadata.EMPTY);
        if ((newest.index() > 0 || Stream.concat(unanswered.stream(), queuedAppends()).anyMatch(LogWriter::isUrgent))
                && syncedAhead(newest)) {
            answerUrgent();
            compact();
        }
        prepare();
        return Turn.DISK_FULL;
    }

    private void takeMarks() {
        backlog.stream().filter(work -> work instanceof Work.Mark).forEach(this::take);
        backlog.removeIf(work -> work instanceof Work.Mark);
    }

    private Stream<Message> queuedAppends() {
        return backlog.stream().filter(work -> work instanceof Work.Append).map(work -> ((Work.Append) work).message);
    }

    /// Term and vote go up only: the newest covers those before.
    private boolean syncedAhead(SnapshotMetadata mark) {
        HardState newest = queuedAppends().map(LogWriter::hardState).filter(state -> !state.isEmpty()).reduce((older, newer) -> newer)
                .orElse(new HardState(term, vote, 0));
        return synced(() -> log.syncAhead(newest.term(), newest.vote(), mark));
    }

    private void answerUrgent() {
        List<Message> urgent = new ArrayList<>();
        unanswered.replaceAll(m -> withoutUrgent(m, urgent));
        List<Work> rest = backlog.stream()
                .map(work -> work instanceof Work.Append a ? new Work.Append(withoutUrgent(a.message, urgent)) : work)
                .toList();
        backlog.clear();
        backlog.addAll(rest);
        send(urgent);
    }

    /// The message without the responses that need no entry to be durable; they are added to `urgent`.
    private static Message withoutUrgent(Message m, List<Message> urgent) {
        if (!isUrgent(m)) {
            return m;
        }
        m.responses().stream().filter(LogWriter::needsNoEntry).forEach(urgent::add);
        return m.toBuilder().responses(m.responses().stream().filter(response -> !needsNoEntry(response)).toList()).build();
    }

    private static boolean isUrgent(Message m) {
        return m.responses().stream().anyMatch(LogWriter::needsNoEntry);
    }

    /// Term and vote alone are what it promises.
    private static boolean needsNoEntry(Message response) {
        return switch (response.type()) {
            case MSG_VOTE_RESP, MSG_PRE_VOTE_RESP, MSG_HEARTBEAT_RESP -> true;
            default -> false;
        };
    }

    private void take(Work work) {
        switch (work) {
            case Work.Append w -> append(w.message);
            case Work.Wake w -> {}
            case Work.Mark w -> {
                // an installed snapshot may have overtaken it
                if (w.metadata.index() > log.snapshot().metadata().index()) {
                    log.markSnapshot(w.metadata);
                }
                marks.add(w);
                mustSync = true;
            }
        }
    }

    private void append(Message m) {
        Snapshot snapshot = m.snapshot();
        HardState hardState = hardState(m);
        if (snapshot != null && !snapshot.isEmpty()) {
            install(snapshot.metadata());
        }
        if (!hardState.isEmpty() || !m.entries().isEmpty()) {
            note(m.entries());
            log.append(hardState, m.entries());
            count(m.entries().size());
        }
        // the ballot is noted in any case: on a full disk it goes ahead of the entries
        boolean isNewBallot = isNewBallot(hardState);
        mustSync |= isNewBallot || !m.entries().isEmpty();
        if (!m.responses().isEmpty()) {
            unanswered.add(m);
        }
    }

    private void note(List<Entry> entries) {
        if (!entries.isEmpty() && journeys.isOn()) {
            begunNanos = written.isEmpty() ? journeys.now() : begunNanos;
            written.add(entries);
        }
    }

    private void count(int entries) {
        counters.appended.add(entries);
        if (entries > 0 && !appended) {
            appended = true;
            counters.batches.increment();
        }
    }

    private static HardState hardState(Message m) {
        return new HardState(m.term(), m.vote(), m.commit());
    }

    private boolean isNewBallot(HardState hardState) {
        if (hardState.isEmpty() || hardState.term() == term && hardState.vote() == vote) {
            return false;
        }
        term = hardState.term();
        vote = hardState.vote();
        return true;
    }

    /// The store is read before the log forgets what the snapshot replaces.
    private void install(SnapshotMetadata metadata) {
        // takes as long as the store is large: no write that lasts
        busy(false);
        KvRoot root = snapshots.load(metadata);
        busy(true);
        log.installSnapshot(metadata);
        installed = new Installed(root, metadata);
        mustSync = true;
    }

    /// Makes what was taken on durable, and tells.
    ///
    /// @return false if the disk is full: it is tried again in the next turn
    private boolean flush(boolean evenIfNobodyWaits) {
        boolean awaited = !unanswered.isEmpty() || !marks.isEmpty() || installed != null;
        if (!awaited && !(evenIfNobodyWaits && log.hasPending())) {
            return true;
        }
        if (mustSync || evenIfNobodyWaits) {
            if (!synced(log::sync)) {
                becomeFull(true);
                return false;
            }
            mustSync = false;
            syncedNanos = journeys.now();
        }
        becomeFull(false);
        answer();
        compact();
        return true;
    }

    /// @return false if the disk is full: nothing happened
    private boolean synced(Runnable sync) {
        try {
            timed(sync);
            durableTerm = log.initialState().hardState().term();
            return true;
        } catch (StorageException e) {
            if (e.code() != StorageException.Code.NO_SPACE) {
                throw e;
            }
            return false;
        }
    }

    private void timed(Runnable sync) {
        long begun = nanoTime.getAsLong();
        sync.run();
        long ended = nanoTime.getAsLong();
        long nanos = ended - begun;
        syncNanosLast = nanos;
        counters.syncs.increment();
        counters.syncNanos.add(nanos);
        counters.syncNanosMax.accumulate(nanos);
        recentSyncs.add(nanos, ended);
        if (nanos > SLOW_SYNC_NANOS) {
            counters.slowSyncs.increment();
        }
    }

    private void becomeFull(boolean now) {
        if (full != now) {
            full = now;
            outcomes.full(now);
        }
    }

    /// The store is replaced before the core hears that the snapshot is installed: it never lags what the core was told.
    private void answer() {
        if (installed != null) {
            counters.snapshotsInstalled.increment();
            outcomes.installed(installed.root, installed.metadata);
            installed = null;
        }
        List<Message> responses = unanswered.stream().flatMap(m -> m.responses().stream()).toList();
        unanswered.clear();
        send(responses);
    }

    private void send(List<Message> responses) {
        List<Message> own = new ArrayList<>();
        Message ack = null;
        for (Message response : responses) {
            if (response.to() == self) {
                own.add(response);
            } else {
                outcomes.send(response);
                ack = response.type() == MessageType.MSG_APP_RESP && !response.reject() ? response : ack;
            }
        }
        tellStored(ack);
        if (!own.isEmpty()) {
            outcomes.durable(own);
        }
    }

    /// On a full disk responses go that wait for no entry: then nothing is synced yet.
    private void tellStored(@Nullable Message ack) {
        if (!written.isEmpty() && syncedNanos != 0) {
            outcomes.stored(new Stored(written, begunNanos, syncedNanos, ack == null ? 0 : ack.to(), ack == null ? 0 : ack.index(),
                    ack == null ? 0 : journeys.now()));
            written = new ArrayList<>();
        }
        syncedNanos = 0;
    }

    private void compact() {
        for (Work.Mark mark : marks) {
            if (mark.compactTo >= log.firstIndex()) {
                log.compact(mark.compactTo);
            }
            mark.done.run();
        }
        marks.clear();
    }

    /// To be called when there was nothing to do for a while.
    void idle() {
        if (flush(true)) {
            log.writeSyncMark();
            prepare();
        }
    }

    /// The reserve first: without it, entries do not get its room either.
    private void prepare() {
        boolean reserve = log.needsReserve();
        if ((reserve || log.needsSpare()) && preparing.compareAndSet(false, true)) {
            background.execute(() -> {
                try {
                    if (!reserve || log.prepareReserve()) {
                        log.prepareSpare();
                    }
                } catch (StorageException e) {
                    unprepared = e;
                    wake();
                } finally {
                    preparing.set(false);
                }
            });
        }
    }
}
