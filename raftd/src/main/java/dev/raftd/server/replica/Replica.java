package dev.raftd.server.replica;

import dev.raftd.api.Alarm;
import dev.raftd.api.Bytes;
import dev.raftd.api.ChangePreview;
import dev.raftd.api.DiskStatus;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.Evidence;
import dev.raftd.api.JourneyPart;
import dev.raftd.api.LiveFrame;
import dev.raftd.api.LogResponse;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.ReadyTrace;
import dev.raftd.api.StatusResponse;
import dev.raftd.api.TransferResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.node.Event;
import dev.raftd.node.Node;
import dev.raftd.node.NodeConfig;
import dev.raftd.raft.Config;
import dev.raftd.raft.ElectionTimeouts;
import dev.raftd.raft.Peer;
import dev.raftd.raft.RawNode;
import dev.raftd.raft.SnapshotStatus;
import dev.raftd.raft.Storage;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.agreement.HashAnswer;
import dev.raftd.server.agreement.HashQuestion;
import dev.raftd.server.agreement.HashRing;
import dev.raftd.server.agreement.Self;
import dev.raftd.server.journey.Journeys;
import dev.raftd.server.journey.Stored;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.CommandCodec;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.kv.KvStore;
import dev.raftd.server.kv.MemberInfo;
import dev.raftd.server.kv.Origin;
import dev.raftd.server.kv.Proposal;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.SegmentedLog;
import dev.raftd.trace.ReadyRing;
import dev.raftd.trace.Recorder;
import dev.raftd.trace.RecorderConfig;
import dev.raftd.trace.SavedRing;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One member at work, without a thread of its own: [ReplicaThreads] gives it two, a simulation plays them.
///
/// Thread-safe but for [#runOnce], which is the raft loop's, and [#writer], which is the log writer's.
public final class Replica implements Requests, Transport.Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

    /// What surrounds a replica.
    ///
    /// @param transport  made once, with this replica to deliver to; calls it only once it was told the members
    /// @param background for what takes long: writing snapshots, preparing segments, reading old entries
    /// @param nanoTime   monotonic, for measuring syncs and uptime
    /// @param probe      who answers at a new member's URL
    /// @param removed    called once, on the raft loop, when this member was removed and may end
    /// @param recording  of what the core is told and does
    public record Surroundings(Function<Replica, Transport> transport, Executor background, FatalHandler fatal,
            LongSupplier nanoTime, PeerProbe probe, Runnable removed, FlightRecording recording) {
        /// A world in which nothing is recorded.
        public Surroundings(Function<Replica, Transport> transport, Executor background, FatalHandler fatal, LongSupplier nanoTime,
                PeerProbe probe, Runnable removed) {
            this(transport, background, fatal, nanoTime, probe, removed, FlightRecording.OFF);
        }

        /// A world without URLs, in which a removed member stays.
        public Surroundings(Function<Replica, Transport> transport, Executor background, FatalHandler fatal, LongSupplier nanoTime) {
            this(transport, background, fatal, nanoTime, PeerProbe.BLIND, () -> {});
        }
    }

    private final ReplicaConfig config;
    private final long self;
    private final SegmentedLog log;
    private final SnapshotFiles files;
    private final Executor background;
    private final LongSupplier nanoTime;
    private final PeerProbe probe;
    private final Counters counters = new Counters();
    private final Alarms alarms = new Alarms();
    private final HashRing hashes;
    private final Inspection inspection;
    private final LoopWatch watch;
    private final Testimony testimony;
    private final ReadyRing ring;
    private final Journeys journeys;
    private final @Nullable Recorder recorder;
    private final Traffic traffic = new Traffic();
    private final Lookout lookout;
    private final LogWriter writer;
    private final Upkeep upkeep;
    private final RawNode raft;
    private final ReadyWork work;
    private final Node node;
    private final Inbox inbox;
    private final Comparison comparison;
    private final AtomicInteger writesWaiting = new AtomicInteger();
    private final AtomicInteger readsWaiting = new AtomicInteger();
    private volatile boolean full;
    private volatile boolean closing;
    /// Somebody waits until no request does.
    private volatile @Nullable CompletableFuture<Void> answered;
    private volatile @Nullable Thread loop;

    /// Starts where storage left off, or, if nothing was ever stored, as `entrance` says.
    public Replica(ReplicaConfig config, Recovery.Recovered stored, Entrance entrance, Surroundings surroundings) {
        this.config = config;
        self = config.self().id();
        log = stored.log();
        background = surroundings.background;
        nanoTime = surroundings.nanoTime;
        probe = surroundings.probe;
        inspection = new Inspection(config.self(), log);
        watch = new LoopWatch(config.electionTicks() * config.tickMillis() * 1_000_000L);
        ring = new ReadyRing(self, config.limits().readysKept(), config.limits().readysKeptBytes(), CommandCodec::words);
        files = new SnapshotFiles(stored.snapshots());
        SnapshotMetadata snapshot = stored.snapshot();
        KvRoot root = snapshot.index() == 0 ? new KvStore().root() : files.load(snapshot);
        hashes = new HashRing(root.appliedIndex(), root.hash());
        Suspicions suspicions = new Suspicions(self, config.tickMillis(), alarms);
        journeys = new Journeys(self, config.recording().journeyEntries(), log.initialState().hardState().commit(), nanoTime);
        inbox = new Inbox(self, config.electionTicks(), counters, suspicions, journeys);
        comparison = new Comparison(config.self(), this::view, hashes, alarms, this::wrong);
        OfferedStorage offered = new OfferedStorage(log);
        recorder = recorder(surroundings.recording);
        raft = rawNode(offered, root.appliedIndex(), entrance.bootstrap());
        FatalHandler fatal = surroundings.fatal;
        Transport transport = new WatchedTransport(surroundings.transport.apply(this), traffic);
        writer = new LogWriter(self, log, files, new Written(transport), background, nanoTime, counters, journeys);
        Compactor compactor = new Compactor(config.limits(), files, writer, background, this::later, fatal::halt, counters,
                snapshot.index());
        upkeep = new Upkeep(stored, background, fatal, config.clock());
        Backups backups = new Backups(files, compactor, background, config.limits().requestTimeoutTicks());
        work = new ReadyWork(
                new ReadyWork.Parts(config, raft, offered, writer, transport, compactor, backups, upkeep, ring, journeys, hashes, counters,
                        suspicions, watch, fatal, this::isActive, surroundings.removed),
                root,
                log.initialState().confState(), entrance.peerUrls(), inspection);
        node = new Node(NodeConfig.of(config.tickMillis() * 1_000_000L), raft, work, () -> LockSupport.unpark(loop));
        lookout = new Lookout(new Lookout.Scene(config, inspection, (action, reply) -> offer(new Event.Call(action), reply), work, writer,
                node, counters, alarms, ring, journeys, recorder, new LiveView(traffic, config.clock()), background, nanoTime,
                new Lookout.Waiting(writesWaiting::get, readsWaiting::get), this::agreedIndex, this::diskStatus));
        testimony = new Testimony(new Testimony.Scene(config, inspection, watch, node, writer, inbox, transport, work, background, nanoTime,
                lookout::status, this::diskStatus, this::unfit));
        // from here on the transport may call
        work.tellMembers();
    }

    private @Nullable Recorder recorder(FlightRecording recording) {
        if (!recording.isOn()) {
            return null;
        }
        RecorderConfig.About about = new RecorderConfig.About(self, config.self().clusterId(), config.self().version());
        return new Recorder(new RecorderConfig(about, recording.memoryBytes(), recording.eventsMax(), config.clock(), nanoTime),
                recording.sink());
    }

    private RawNode rawNode(OfferedStorage offered, long applied, List<Peer> bootstrap) {
        ReplicaConfig.Limits limits = config.limits();
        boolean first = offered.lastIndex() == 0 && offered.initialState().hardState().equals(HardState.EMPTY);
        Storage storage = recorder == null ? offered : recorder.storage(offered);
        ElectionTimeouts timeouts = recorder == null ? config.electionTimeouts() : recorder.electionTimeouts(config.electionTimeouts());
        Config core = Config.builder(self, storage, timeouts).logger(config.logger()).electionTick(config.electionTicks()).heartbeatTick(1)
                .applied(applied).asyncStorageWrites(true).checkQuorum(true).preVote(true).stepDownOnRemoval(true)
                .maxSizePerMsg(limits.messageBytes()).maxUncommittedEntriesSize(limits.uncommittedBytes())
                .maxInflightMsgs(limits.inflightMessages()).build();
        RawNode node = new RawNode(core);
        if (first && !bootstrap.isEmpty()) {
            node.bootstrap(bootstrap);
        }
        if (recorder != null) {
            recorder.attach(node, core);
        }
        return node;
    }

    /// What the log writer's work comes to.
    private final class Written implements LogWriter.Outcomes {
        private final Transport transport;

        Written(Transport transport) {
            this.transport = transport;
        }

        @Override
        public void durable(List<Message> responses) {
            node.post(new Event.StorageDone(responses));
        }

        @Override
        public void send(Message response) {
            counters.messagesSent.increment();
            transport.send(response);
        }

        @Override
        public void stored(Stored stored) {
            later(() -> journeys.stored(stored));
        }

        @Override
        public void installed(KvRoot root, SnapshotMetadata metadata) {
            later(() -> work.installed(root, metadata));
        }

        @Override
        public void full(boolean now) {
            full = now;
            if (now) {
                alarms.raise(new Alarm("no_space", "the disk is full: writes are refused and leadership is handed over",
                        "free space on the file system of the data directory"));
            } else {
                alarms.clear("no_space");
            }
            later(() -> work.diskFull(now));
        }
    }

    private void later(Runnable action) {
        node.post(new Event.Call(raft -> action.run()));
    }

    private void wrong(SortedSet<Long> right) {
        later(() -> work.wrong(right));
    }

    // The raft loop.

    /// One turn of the raft loop; see [Node#runOnce].
    boolean runOnce(long nowNanos) {
        watch.turnBegins(nowNanos, node.nextTickNanos());
        boolean more = turn(nowNanos);
        watch.turnEnds();
        CompletableFuture<Void> waiter = answered;
        if (waiter != null && writesWaiting.get() == 0 && readsWaiting.get() == 0 && !work.changes().isWaiting()) {
            waiter.complete(null);
        }
        return more;
    }

    /// A node that breaks does so by an event, which is worth more in a recording than all others.
    private boolean turn(long nowNanos) {
        try {
            return node.runOnce(nowNanos);
        } catch (RuntimeException | Error broken) {
            recordEnd(broken);
            throw broken;
        }
    }

    private void recordEnd(Throwable broken) {
        try {
            if (recorder != null) {
                recorder.crashed();
            }
        } catch (RuntimeException | Error again) {
            broken.addSuppressed(again);
        }
    }

    long nextTickNanos() {
        return node.nextTickNanos();
    }

    /// From now on that thread runs the turns, and is woken when there is something to do.
    void ownedBy(Thread thread) {
        loop = thread;
    }

    /// How long one write may last; see [ReplicaConfig.Limits].
    long stalledMillis() {
        return config.limits().stalledMillis();
    }

    LogWriter writer() {
        return writer;
    }

    /// The raft loop's.
    RawNode raft() {
        return raft;
    }

    View view() {
        return work.view();
    }

    /// Hands leadership over if this member leads; complete when another one leads, or none took over within an election timeout.
    CompletableFuture<Void> handOver() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        later(() -> {
            long to = work.view().leads() ? work.successor() : 0;
            if (to == 0) {
                done.complete(null);
                return;
            }
            work.transfers().add(to, answer -> done.complete(null), work.tick() + config.electionTicks());
            work.step(new Event.TransferLeader(to));
        });
        return done;
    }

    /// Refuses requests from now on.
    void refuseRequests() {
        closing = true;
    }

    /// Complete once no request waits. They are refused before, so that there are no new ones.
    CompletableFuture<Void> requestsAnswered() {
        CompletableFuture<Void> waiter = new CompletableFuture<>();
        answered = waiter;
        later(() -> {});
        return waiter;
    }

    /// Answers the requests that wait.
    CompletableFuture<Void> answerRequests() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        later(() -> {
            work.close(ErrorCode.SHUTTING_DOWN);
            done.complete(null);
        });
        return done;
    }

    // From the transport.

    @Override
    public boolean received(Message message) {
        counters.messagesReceived.increment();
        traffic.received(message);
        return inbox.received(message, work.view().term(), work.tick(), node);
    }

    @Override
    public void unreachable(long peer) {
        node.offer(new Event.Unreachable(peer));
    }

    @Override
    public void snapshotSent(long peer, boolean ok) {
        node.post(new Event.SnapshotSent(peer, ok ? SnapshotStatus.FINISH : SnapshotStatus.FAILURE));
    }

    /// Another member says that this one was removed.
    public void toldRemoved(long sayer) {
        later(() -> work.toldRemoved(sayer));
    }

    /// Whether the id was a member's that was removed, as far as this member has applied.
    public boolean isRemoved(long id) {
        return work.view().root().wasRemoved(id);
    }

    /// Whether this member still knows of that after a crash. Whoever was removed ends on the word of those that stay, and they may need its
    /// vote again if they forget.
    public boolean isRemovedDurably(long id) {
        long index = work.view().root().removedAt(id);
        return index > 0 && index <= log.initialState().hardState().commit();
    }

    private boolean isActive(long id) {
        return inbox.isActive(id, work.tick());
    }

    // Requests.

    @Override
    public void write(Command command, @Nullable Bytes idempotencyKey, Reply<WriteResponse> reply) {
        if (refused(reply)) {
            return;
        }
        // a follower's clients wait for it to apply, which it cannot before its own log has the entry
        if (full) {
            reply.failed(Failure.notApplied(ErrorCode.NO_SPACE, "the disk of member " + Long.toUnsignedString(self) + " is full"));
            return;
        }
        Reply<WriteResponse> admitted = admit(writesWaiting, reply);
        if (admitted != null) {
            long receivedNanos = journeys.now();
            byte[] data = CommandCodec.encode(new Proposal(new Origin(self, config.incarnation(), 0), idempotencyKey, command));
            offer(new Event.Call(raft -> work.write(data, admitted, receivedNanos), data.length), admitted);
        }
    }

    @Override
    public void read(boolean serializable, Reply<KvRoot> reply) {
        if (refused(reply)) {
            return;
        }
        if (serializable) {
            counters.reads.increment();
            reply.ok(work.view().root());
            return;
        }
        Reply<KvRoot> admitted = admit(readsWaiting, reply);
        if (admitted != null) {
            offer(new Event.Call(raft -> work.read(admitted)), admitted);
        }
    }

    private boolean refused(Reply<?> reply) {
        Failure failure = unfit();
        if (failure != null) {
            reply.failed(failure);
        }
        return failure != null;
    }

    @Override
    public @Nullable Failure unfit() {
        View view = work.view();
        ErrorCode code = view.removed()
                ? ErrorCode.NODE_REMOVED
                : closing ? ErrorCode.SHUTTING_DOWN : comparison.isWrong() ? ErrorCode.STATE_DIFFERS : null;
        return code == null ? null : Failure.notApplied(code, ReadyWork.closedDetail(code, view));
    }

    /// The reply, counted among those that wait; null, and answered, if there are too many.
    private <T> @Nullable Reply<T> admit(AtomicInteger waiting, Reply<T> reply) {
        if (waiting.incrementAndGet() > config.limits().waitingMax()) {
            waiting.decrementAndGet();
            overloaded(reply);
            return null;
        }
        return answer -> {
            waiting.decrementAndGet();
            reply.answer(answer);
        };
    }

    private void offer(Event event, Reply<?> reply) {
        if (!node.offer(event)) {
            overloaded(reply);
        }
    }

    private void overloaded(Reply<?> reply) {
        counters.overloaded.increment();
        reply.failed(Failure.notApplied(ErrorCode.OVERLOADED, "too many requests wait on this member"));
    }

    @Override
    public void status(Reply<StatusResponse> reply) {
        lookout.status(reply);
    }

    @Override
    public void why(long index, Reply<Evidence> reply) {
        testimony.give(index, reply);
    }

    @Override
    public void watch(boolean now) {
        traffic.watch(now);
    }

    @Override
    public void live(boolean always, Reply<Optional<LiveFrame>> reply) {
        lookout.live(always, reply);
    }

    @Override
    public void members(Reply<MembersResponse> reply) {
        reply.ok(membersNow());
    }

    /// The members as this member knows them.
    public MembersResponse membersNow() {
        return inspection.members(work.view());
    }

    @Override
    public void change(MemberChange change, boolean force, Reply<MembersResponse> reply) {
        long receivedNanos = journeys.now();
        assess(change, reply, assessed -> propose(assessed, force, reply, receivedNanos));
    }

    @Override
    public void preview(MemberChange change, Reply<ChangePreview> reply) {
        assess(change, reply, assessed -> reply.ok(assessed.preview()));
    }

    /// Judges a change; if it brings a URL, looks who answers there, and judges again by what is true then.
    private void assess(MemberChange change, Reply<?> reply, Consumer<Assessment> action) {
        asLeader(reply, raft -> {
            Assessment first = work.rules().assess(change);
            if (change instanceof MemberChange.Arrival arrival && first.refusal() == null) {
                background.execute(() -> {
                    PeerProbe.Finding finding = probe.look(arrival.peerUrl());
                    asLeader(reply, again -> action.accept(Arrivals.found(work.rules().assess(change), arrival, finding,
                            config.self().clusterId(), work.view())));
                });
            } else {
                action.accept(first);
            }
        });
    }

    private void propose(Assessment assessed, boolean force, Reply<MembersResponse> reply, long receivedNanos) {
        Failure refusal = assessed.refusal(force);
        if (refusal != null) {
            reply.failed(refusal);
        } else {
            MemberChange change = assessed.change();
            String next = change instanceof MemberChange.Arrival ? assessed.note() : null;
            work.step(work.changes().propose(change.proposal(), next, reply, work.deadline(), receivedNanos));
        }
    }

    @Override
    public void transfer(long to, Reply<TransferResponse> reply) {
        asLeader(reply, raft -> {
            View view = work.view();
            if (to == self) {
                reply.ok(new TransferResponse(self, view.term()));
            } else if (!view.isVoter(to)) {
                ErrorCode code = view.isLearner(to) ? ErrorCode.TRANSFER_FAILED : ErrorCode.MEMBER_NOT_FOUND;
                reply.failed(Failure.notApplied(code, "there is no voter " + Long.toUnsignedString(to)));
            } else {
                work.transfers().add(to, reply, work.tick() + config.electionTicks());
                work.step(new Event.TransferLeader(to));
            }
        });
    }

    private void asLeader(Reply<?> reply, Consumer<RawNode> action) {
        if (refused(reply)) {
            return;
        }
        offer(new Event.Call(raft -> {
            View view = work.view();
            if (view.leads()) {
                action.accept(raft);
            } else if (view.leader() == 0) {
                reply.failed(Failure.notApplied(ErrorCode.NO_LEADER, "no leader is known"));
            } else {
                reply.failed(Failure.notApplied(ErrorCode.LEADER_CHANGED, "member " + Long.toUnsignedString(view.leader()) + " leads"));
            }
        }), reply);
    }

    @Override
    public void backup(Reply<Backup> reply) {
        if (!refused(reply)) {
            offer(new Event.Call(raft -> work.backup(reply)), reply);
        }
    }

    @Override
    public void backup(long index, long term, Reply<Backup> reply) {
        if (refused(reply)) {
            return;
        }
        background.execute(() -> {
            Backup kept = files.kept(index, term);
            if (kept == null) {
                backup(reply);
            } else {
                reply.ok(kept);
            }
        });
    }

    @Override
    public void log(long from, long to, int limit, Reply<LogResponse> reply) {
        lookout.log(from, to, limit, reply);
    }

    @Override
    public void journey(EntryChoice choice, Reply<JourneyPart> reply) {
        lookout.journey(choice, reply);
    }

    @Override
    public void recording(Reply<SavedRing> reply) {
        lookout.recording(reply);
    }

    @Override
    public List<ReadyTrace> lastReadys(int count) {
        return ring.last(count);
    }

    @Override
    public AutoCloseable followReadys(Consumer<ReadyTrace> consumer) {
        return ring.follow(consumer);
    }

    @Override
    public List<String> clientUrls() {
        return work.view().root().members().values().stream().map(MemberInfo::clientUrl).filter(Objects::nonNull).toList();
    }

    @Override
    public @Nullable String leaderClientUrl() {
        return work.view().leaderClientUrl();
    }

    @Override
    public long leader() {
        return work.view().leader();
    }

    /// For whoever finds something wrong with this member.
    public Alarms alarms() {
        return alarms;
    }

    // For the comparison of the stores.

    /// This replica as the comparison of the stores sees it.
    public Self comparison() {
        return comparison;
    }

    /// What another member asks of this one's hashes.
    public HashAnswer answer(HashQuestion question) {
        return hashes.answer(question, config.self().clusterId(), self, KvRoot.HASH_FORMAT);
    }

    /// Up to where all stores that could be asked about were last found to be the same.
    public long agreedIndex() {
        return comparison.agreedIndex();
    }

    // For metrics.

    public DiskStatus diskStatus() {
        return upkeep.status(full);
    }

    public Counters counters() {
        return counters;
    }

    /// Events of the core that no recording has.
    public long unrecordedEvents() {
        return recorder == null ? 0 : recorder.lostEvents();
    }

    /// Events that wait for the raft loop.
    public int queued() {
        return node.queued();
    }

    public int writesWaiting() {
        return writesWaiting.get();
    }

    public int readsWaiting() {
        return readsWaiting.get();
    }

    public SegmentedLog.Stats logStats() {
        return log.stats();
    }
}
