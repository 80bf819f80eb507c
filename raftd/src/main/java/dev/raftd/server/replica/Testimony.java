package dev.raftd.server.replica;

import dev.raftd.InvariantError;
import dev.raftd.api.DiskStatus;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.Evidence;
import dev.raftd.api.Evidence.Ballot;
import dev.raftd.api.Evidence.Election;
import dev.raftd.api.Evidence.EntryPlace;
import dev.raftd.api.Evidence.Lag;
import dev.raftd.api.Evidence.Leading;
import dev.raftd.api.Evidence.Refusal;
import dev.raftd.api.Evidence.Rejection;
import dev.raftd.api.Evidence.Waiting;
import dev.raftd.api.Evidence.Writer;
import dev.raftd.api.LogEntry;
import dev.raftd.api.PeerStatus;
import dev.raftd.api.StatusResponse;
import dev.raftd.node.Event;
import dev.raftd.node.Node;
import dev.raftd.quorum.Vote;
import dev.raftd.raft.Insight;
import dev.raftd.raft.LogState;
import dev.raftd.raft.RawNode;
import dev.raftd.server.storage.StorageException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Says what a replica knows of why something waits; what it knows without its raft loop, if that does not answer.
final class Testimony {
    /// Entries whose bytes are counted of those that a member lacks.
    private static final int COUNTED_MAX = 1_000;

    /// What can be seen on any thread.
    ///
    /// @param background for what may read from the disk
    /// @param status     the raft loop's
    record Scene(ReplicaConfig config, Inspection inspection, LoopWatch loop, Node node, LogWriter writer, Inbox inbox, Transport transport,
            ReadyWork work, Executor background, LongSupplier nanoTime, Function<RawNode, StatusResponse> status, Supplier<DiskStatus> disk,
            Unfit unfit) {}

    interface Unfit {
        @Nullable
        Failure now();
    }

    /// What the raft loop alone can say.
    private record Inside(@Nullable StatusResponse status, @Nullable Election election, @Nullable Leading leading,
            @Nullable Waiting waiting, @Nullable EntryPlace entry) {
        static final Inside UNKNOWN = new Inside(null, null, null, null, null);
    }

    private final Scene scene;
    private final long tickMillis;

    Testimony(Scene scene) {
        this.scene = scene;
        tickMillis = scene.config.tickMillis();
    }

    /// Any thread.
    ///
    /// @param index of the entry asked about, 0 for none
    void give(long index, Reply<Evidence> reply) {
        boolean asked = loopAnswers() && scene.node.offer(new Event.Call(raft -> {
            Supplier<Evidence> evidence = inside(raft, scene.status.apply(raft), index);
            scene.background.execute(() -> reply.ok(evidence.get()));
        }));
        if (!asked) {
            reply.ok(evidence(Inside.UNKNOWN));
        }
    }

    /// Whether it makes sense to ask the raft loop: behind a turn that lasts, or a full mailbox, nobody is answered soon.
    private boolean loopAnswers() {
        return scene.loop.turnMillis(scene.nanoTime.getAsLong()) < 2 * tickMillis && !scene.node.isFull();
    }

    /// On the raft loop.
    ///
    /// @return to be called on another thread: it may read from the disk
    private Supplier<Evidence> inside(RawNode raft, StatusResponse status, long index) {
        Insight insight = raft.insight();
        LogState marks = raft.logState();
        EntryPlace entry = index == 0 ? null : place(raft, marks, index);
        Election election = election(insight, raft.term(marks.lastIndex()));
        Waiting waiting = scene.work.waiting();
        if (insight.leading() == null) {
            Inside inside = new Inside(status, election, null, waiting, entry);
            return () -> evidence(inside);
        }
        Inspection.LogRange range = scene.inspection.range(raft, lowestMatch(status) + 1, 0, COUNTED_MAX);
        return () -> evidence(new Inside(status, election, leading(insight, insight.leading(), lags(status, range)), waiting, entry));
    }

    private Evidence evidence(Inside inside) {
        ReplicaConfig.Self self = scene.config.self();
        View view = scene.work.view();
        Failure unfit = scene.unfit.now();
        return new Evidence(self.id(), self.clusterId(), tickMillis, scene.config.electionTicks(), code(unfit),
                view.state().toString(), view.term(), view.leader(), scene.inspection.members(view).members(), inside.status,
                inside.election, inside.leading, inside.waiting, inside.entry,
                scene.loop.evidence(scene.node.queued(), scene.node.isFull(), scene.nanoTime.getAsLong()),
                writer(), scene.inbox.heard(scene.work.tick(), tickMillis), scene.transport.links());
    }

    private static @Nullable String code(@Nullable Failure unfit) {
        ErrorCode code = unfit == null ? null : unfit.code();
        return code == null ? null : code.toString();
    }

    private Writer writer() {
        DiskStatus disk = scene.disk.get();
        return new Writer(disk.full(), disk.freeBytes(), scene.writer.queued(), scene.work.stalledMillis(),
                scene.writer.syncNanosLast() / 1_000_000);
    }

    private static EntryPlace place(RawNode raft, LogState marks, long index) {
        if (index > marks.lastIndex()) {
            return new EntryPlace(index, 0, "absent");
        }
        if (index < marks.firstIndex()) {
            return new EntryPlace(index, Math.max(0, raft.term(index)), "compacted");
        }
        return new EntryPlace(index, raft.term(index), Inspection.place(index, marks));
    }

    private Election election(Insight i, long lastTerm) {
        List<Ballot> votes = i.votes().entrySet().stream().map(e -> new Ballot(e.getKey(), e.getValue() == Vote.GRANTED)).toList();
        List<Refusal> refusals = i.refusals().stream().map(r -> new Refusal(r.candidate(), r.pre(), r.term(),
                r.reason().name().toLowerCase(Locale.ROOT), r.logTerm(), r.index(), ago(i, r.tick()))).toList();
        return new Election(i.electionElapsed() * tickMillis, i.electionTimeout() * tickMillis, i.inLease(), i.promotable(),
                i.changeUnapplied(), lastTerm, votes, refusals);
    }

    private Leading leading(Insight i, Insight.Leading l, List<Lag> lags) {
        ReplicaConfig.Limits limits = scene.config.limits();
        List<Rejection> rejections = l.rejections().stream().map(r -> new Rejection(r.peer(), r.index(), r.hint(), ago(i, r.tick())))
                .toList();
        return new Leading(l.uncommittedBytes(), limits.uncommittedBytes(), ago(i, l.limitHitTick()), limits.inflightMessages(),
                l.pendingConfIndex(), l.firstIndexOfTerm(), l.readsUnconfirmed(), l.readsEarly(), ago(i, l.transferTick()), rejections,
                lags);
    }

    private long ago(Insight insight, long tick) {
        return tick < 0 ? -1 : (insight.tick() - tick) * tickMillis;
    }

    private static long lowestMatch(StatusResponse status) {
        return status.peers().stream().mapToLong(PeerStatus::match).min().orElse(status.log().lastIndex());
    }

    /// A log that cannot be read is the raft loop's to die of, once it needs the entry.
    private List<LogEntry> entries(Inspection.LogRange range) {
        try {
            return scene.inspection.log(range).entries();
        } catch (StorageException | InvariantError e) {
            return List.of();
        }
    }

    private List<Lag> lags(StatusResponse status, Inspection.LogRange range) {
        Map<Long, Integer> sizes = new TreeMap<>();
        entries(range).forEach(e -> sizes.put(e.index(), e.sizeBytes()));
        long last = status.log().lastIndex();
        return status.peers().stream().filter(p -> p.match() < last).map(p -> {
            List<Integer> lacked = sizes.entrySet().stream().filter(e -> e.getKey() > p.match()).map(Map.Entry::getValue).toList();
            return new Lag(p.id(), last - p.match(), lacked.stream().mapToLong(Integer::longValue).sum(), lacked.size() < last - p.match());
        }).toList();
    }
}
