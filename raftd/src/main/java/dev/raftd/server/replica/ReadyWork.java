package dev.raftd.server.replica;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.Evidence;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.node.Event;
import dev.raftd.node.ReadyHandler;
import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.Logger;
import dev.raftd.raft.RawNode;
import dev.raftd.raft.Ready;
import dev.raftd.raft.SoftState;
import dev.raftd.raft.StateType;
import dev.raftd.raft.StepResult;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.agreement.HashRing;
import dev.raftd.server.journey.Journeys;
import dev.raftd.server.kv.Applied;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.CommandCodec;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.kv.MemberInfo;
import dev.raftd.server.kv.Origin;
import dev.raftd.server.kv.Proposal;
import dev.raftd.trace.ReadyRing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The raft loop's side of a replica: takes on Readys, applies entries, lets time run out, and owns all that waits.
///
/// Order within a Ready: what others do is handed to them first, then committed entries are applied, then the new root is published,
/// and only then is anybody answered. So who was answered, and reads anywhere here, finds what was answered.
///
/// Confined to the raft loop but for [#view] and [#tick].
final class ReadyWork implements ReadyHandler {
    /// What a replica works with; all of it is there before the first Ready.
    ///
    /// @param isActive whether a member was heard from lately; true for this one
    /// @param removed  called once, when this member was removed and the others can do without it
    record Parts(ReplicaConfig config, RawNode raft, OfferedStorage storage, LogWriter writer, Transport transport, Compactor compactor,
            Backups backups, Upkeep upkeep, ReadyRing ring, Journeys journeys, HashRing hashes, Counters counters, Suspicions suspicions,
            LoopWatch watch,
            FatalHandler fatal,
            LongPredicate isActive, Runnable removed) {}

    /// Whoever else can be elected is elected before so many election timeouts are over. Nobody else can where this member alone has entries
    /// that are committed: it leads then, until another one has them.
    private static final int ASIDE_TIMEOUTS = 8;

    private final Parts parts;
    private final ReplicaConfig config;
    private final long self;
    private final RawNode raft;
    private final Proposals proposals;
    private final Reads reads;
    private final Changes changes;
    private final Transfers transfers = new Transfers();
    private final Applier applier;
    private final DiskWatch disk;
    private final Promotions promotions;
    private final Farewell farewell;
    private final Map<Long, String> entrancePeerUrls;
    private List<Event> toStep = new ArrayList<>();
    private boolean announcing;
    private boolean full;
    private @Nullable ErrorCode closed;
    // who may lead instead of this member; none while its store is not known to be wrong
    private SortedSet<Long> rightMembers = Collections.emptySortedSet();
    private volatile View view;
    private volatile long tick;

    ReadyWork(Parts parts, KvRoot root, ConfState conf, Map<Long, String> entrancePeerUrls, Inspection inspection) {
        this.parts = parts;
        config = parts.config;
        self = config.self().id();
        raft = parts.raft;
        proposals = new Proposals(self, config.incarnation(), parts.counters, parts.journeys);
        reads = new Reads(self, config.incarnation(), config.electionTicks(), parts.counters);
        changes = new Changes(() -> inspection.members(view()), parts.journeys);
        disk = new DiskWatch(parts.writer);
        promotions = new Promotions(config.electionTicks());
        farewell = new Farewell(self, config.electionTicks());
        applier = new Applier(raft, parts.storage, parts.hashes, parts.compactor, parts.counters, config.logger(), root, conf);
        this.entrancePeerUrls = entrancePeerUrls;
        view = new View(root, conf, 0, raft.basicStatus().term(), StateType.FOLLOWER, root.wasRemoved(self), Map.of());
        if (view.removed()) {
            closed = ErrorCode.NODE_REMOVED;
            farewell.removed(0);
            sayRemoved();
        }
    }

    private void sayRemoved() {
        config.logger().log(Logger.Level.WARN, "member " + Long.toUnsignedString(self)
                + " was removed from the cluster: it serves nothing more, and ends as soon as a majority of the others knows");
    }

    View view() {
        return view;
    }

    /// For how long the log writer's present write lasts. Any thread.
    long stalledMillis() {
        return disk.ticks() * config.tickMillis();
    }

    /// What clients wait for.
    Evidence.Waiting waiting() {
        Reads.Stages r = reads.stages();
        return new Evidence.Waiting(proposals.waiting(), proposals.heldCount(), r.queued() + r.asked() + r.known(), r.queued(), r.asked(),
                r.askedTick() < 0 ? -1 : (tick - r.askedTick()) * config.tickMillis(), r.known(), r.lowestIndex());
    }

    /// Ticks since the start.
    long tick() {
        return tick;
    }

    // Requests, on the loop.

    void write(byte[] data, Reply<WriteResponse> reply, long receivedNanos) {
        if (closed == null) {
            proposals.add(data, reply, deadline(), receivedNanos);
        } else {
            reply.failed(Failure.notApplied(closed, closedDetail(closed, view)));
        }
    }

    void backup(Reply<Backup> reply) {
        if (closed == null) {
            parts.backups.add(reply, view.root(), view.conf(), applier.term(), tick);
        } else {
            reply.failed(Failure.notApplied(closed, closedDetail(closed, view)));
        }
    }

    void read(Reply<KvRoot> reply) {
        if (closed == null) {
            reads.add(reply, deadline());
        } else {
            reply.failed(Failure.notApplied(closed, closedDetail(closed, view)));
        }
    }

    Changes changes() {
        return changes;
    }

    Transfers transfers() {
        return transfers;
    }

    /// Steps an event within the present turn.
    void step(Event event) {
        toStep.add(event);
    }

    long deadline() {
        return tick + config.limits().requestTimeoutTicks();
    }

    /// The voter that is best prepared to lead, 0 if there is none but this one.
    long successor() {
        long[] best = new long[2];
        raft.withProgress((id, progress) -> {
            boolean right = rightMembers.isEmpty() || rightMembers.contains(id);
            if (id != self && right && !progress.isLearner() && progress.recentActive() && progress.match() >= best[1]) {
                best[0] = id;
                best[1] = progress.match();
            }
        });
        return best[0];
    }

    /// Gives up leadership, if there is somebody to take it.
    void handOver() {
        long to = view.leads() ? successor() : 0;
        if (to != 0) {
            step(new Event.TransferLeader(to));
        }
    }

    /// The log waits for room, or goes on. While it waits, whoever has room is to lead, and a snapshot lets old segments go.
    void diskFull(boolean now) {
        full = now;
        if (now) {
            handOver();
            parts.compactor.makeRoom(view.root(), view.conf(), applier.term());
        }
    }

    /// Answers everything that waits and whatever comes from now on.
    void close(ErrorCode code) {
        closed = code;
        String detail = closedDetail(code, view);
        proposals.failAll(code, detail);
        reads.failAll(code, detail);
        changes.failAll(code, detail);
        transfers.failAll(code, detail);
        parts.backups.failAll(code, detail);
    }

    static String closedDetail(ErrorCode code, View view) {
        if (code == ErrorCode.STATE_DIFFERS) {
            return "the store of this member is not the one that a majority of the members has";
        }
        if (code != ErrorCode.NODE_REMOVED) {
            return "this member is shutting down";
        }
        String others = view.root().members().values().stream().map(MemberInfo::clientUrl).filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
        return "this member was removed from the cluster" + (others.isEmpty() ? "" : "; clients are served at " + others);
    }

    /// A majority has another store than this member: nothing is served from it any more, and nothing spread.
    void wrong(SortedSet<Long> right) {
        if (closed == null) {
            rightMembers = right;
            parts.storage.withhold();
            handOver();
            close(ErrorCode.STATE_DIFFERS);
        }
    }

    /// A member whose store is wrong votes for others and keeps its log, but does not lead while another one can.
    private void stepAside() {
        if (rightMembers.isEmpty()) {
            return;
        }
        raft.setRandomizedElectionTimeout(ASIDE_TIMEOUTS * config.electionTicks());
        if (view.leads() && tick % config.electionTicks() == 0) {
            handOver();
        }
    }

    /// This member is no longer part of the cluster.
    void removed() {
        if (!view.removed()) {
            farewell.removed(tick);
            view = view.asRemoved();
            sayRemoved();
            close(ErrorCode.NODE_REMOVED);
        }
    }

    /// Another member says so: it has applied the removal.
    void toldRemoved(long sayer) {
        farewell.toldBy(sayer);
        removed();
    }

    // Time.

    @Override
    public void ticked() {
        long now = tick + 1;
        tick = now;
        proposals.ticked(now, view.leader());
        reads.ticked(now, view.leader());
        if (full) {
            reads.cannotCatchUp(Failure.notApplied(ErrorCode.NO_SPACE,
                    "the disk of member " + Long.toUnsignedString(self) + " is full: it cannot catch up with the read"));
        }
        changes.ticked(now);
        transfers.ticked(now);
        parts.backups.ticked(view.root(), view.conf(), applier.term(), now);
        parts.compactor.ticked(config.tickMillis(), view.root(), view.conf(), applier.term());
        watchDisk();
        stepAside();
        parts.upkeep.ticked(config.tickMillis());
        parts.suspicions.ticked(now, view.root()::wasRemoved, parts.isActive);
        announce();
        promote();
        if (view.removed() && farewell.isDue(view.conf(), view.root().wasRemoved(self), now)) {
            parts.removed.run();
        }
        if (parts.storage.takeWanted()) {
            parts.compactor.maybeSnapshot(view.root(), view.conf(), applier.term(), true);
        }
    }

    private void watchDisk() {
        long ticks = disk.ticked();
        boolean due = ticks > 0 ? ticks % config.electionTicks() == 0 : full && tick % config.electionTicks() == 0;
        if (due) {
            handOver();
        }
        if (ticks * config.tickMillis() >= config.limits().stalledMillis()) {
            parts.fatal.halt(new DiskStalledException(ticks * config.tickMillis()));
        }
    }

    /// How a change that is asked for now is judged. Only a leader knows.
    ChangeRules rules() {
        return new ChangeRules(view, raft, parts.isActive, config.limits().promoteLagMax(), changes.pending(view.root().appliedIndex()));
    }

    /// Goes on with what was begun when members were added; see [Promotions].
    private void promote() {
        // before an entry of its own term is applied, a leader does not know which changes its predecessors left behind
        if (!view.leads() || closed != null || applier.term() != view.term()) {
            promotions.idle(tick);
            return;
        }
        Promotions.Due due = promotions.due(view, rules(), tick, successor() != 0);
        view = view.withWaits(due.waits());
        MemberChange change = due.propose();
        if (change != null) {
            config.logger().log(Logger.Level.INFO, change.words());
            step(changes.propose(change.proposal(), null, this::promoted, deadline(), 0));
        } else if (due.leaveJoint()) {
            step(changes.propose(ConfChangeV2.leaveJoint(), null, this::promoted, deadline(), 0));
        } else if (due.handOver()) {
            promotions.pause(tick);
            handOver();
        }
    }

    private void promoted(Answer<MembersResponse> answer) {
        if (answer instanceof Answer.Failed<MembersResponse>(Failure failure)) {
            config.logger().log(Logger.Level.WARN, "a change of the membership that is due is put off: " + failure.detail());
            promotions.pause(tick);
        }
    }

    /// Tells the others where this member serves clients, unless they know.
    private void announce() {
        String url = config.self().clientUrl();
        MemberInfo me = view.root().members().get(self);
        if (announcing || closed != null || view.leader() == 0 || me == null || url.equals(me.clientUrl())) {
            return;
        }
        announcing = true;
        Origin origin = new Origin(self, config.incarnation(), 0);
        byte[] data = CommandCodec.encode(new Proposal(origin, null, new Command.Announce(self, url)));
        proposals.add(data, answer -> announcing = false, deadline(), 0);
    }

    // A turn.

    @Override
    public List<Event> beforeReadys() {
        List<Event> events = toStep;
        toStep = new ArrayList<>();
        BasicStatus now = raft.basicStatus();
        // A leader that no Ready has told of yet gets the writes that the one before may have dropped first: the store passes over a write
        // that comes after a later one.
        if (view.leader() != 0 && now.lead() == view.leader() && now.term() == view.term()) {
            if (proposals.isHolding() && now.leadTransferee() == 0) {
                events.addAll(proposals.propose(this::isFull));
            }
            Event.ReadIndex question = reads.ask(tick);
            if (question != null) {
                events.add(question);
            }
        }
        return events;
    }

    /// Why a leader that is not handing over refused a proposal.
    private boolean isFull() {
        BasicStatus status = raft.basicStatus();
        return status.state() == StateType.LEADER && status.leadTransferee() == 0;
    }

    @Override
    public void stepped(Event.Receive event, StepResult result) {
        if (parts.journeys.isOn()) {
            parts.journeys.stepped(event.message(), result, event.nanos(), raft.basicStatus());
        }
    }

    @Override
    public void storageStepped() {
        if (parts.journeys.isOn()) {
            parts.journeys.diskStepped(raft.basicStatus());
        }
    }

    @Override
    public void refused(Message message, StepResult.Refused refused) {
        if (refused.refusal() == StepResult.Refusal.INVALID_MESSAGE) {
            parts.counters.invalidMessages.increment();
            parts.suspicions.refused(message, refused.reason(), raft.logState().lastIndex(), tick);
        }
    }

    @Override
    public List<Message> ready(Ready ready) {
        parts.ring.add(ready, config.clock().millis());
        parts.journeys.appended(ready.entries());
        if (ready.softState() != null) {
            softState(ready.softState());
        } else if (!ready.hardState().isEmpty() && ready.hardState().term() != view.term()) {
            // the same leader, elected again before this member noticed that it had stepped down
            softState(new SoftState(view.leader(), view.state()));
        }
        List<Message> done = new ArrayList<>();
        List<Message> toApply = new ArrayList<>();
        List<Message> promises = new ArrayList<>();
        for (Message m : ready.messages()) {
            if (m.to() == LocalNodes.APPEND_THREAD) {
                parts.writer.enqueue(m);
            } else if (m.to() == LocalNodes.APPLY_THREAD) {
                toApply.add(m);
            } else if (promisesTerm(m)) {
                promises.add(m);
            } else {
                parts.journeys.sent(m);
                parts.counters.messagesSent.increment();
                parts.transport.send(m);
            }
        }
        if (!promises.isEmpty()) {
            parts.writer.enqueueResponses(promises);
        }
        for (Message m : toApply) {
            apply(m.entries());
            done.addAll(m.responses());
        }
        ready.readStates().forEach(state -> reads.answered(state, view.root()));
        return done;
    }

    /// Heartbeats are answered without waiting for the disk, but the first ones of a term: a member that said it is in a term must not be found
    /// in an older one after a crash. The core leaves this to whoever sends.
    private boolean promisesTerm(Message m) {
        return m.type() == MessageType.MSG_HEARTBEAT_RESP && m.term() > parts.writer.durableTerm();
    }

    private void softState(SoftState soft) {
        View before = view;
        long term = raft.basicStatus().term();
        view = before.withLeader(soft.lead(), term, soft.state());
        if (before.leader() != soft.lead() || before.term() != term && soft.lead() != LocalNodes.NONE) {
            parts.counters.leaderChanges.increment();
            reads.leaderChanged();
            parts.journeys.leaderChanged();
            proposals.leaderChanged();
            changes.leaderChanged();
            transfers.leaderChanged(soft.lead(), term);
        }
    }

    // Applying.

    private void apply(List<Entry> entries) {
        parts.watch.applying(entries.getFirst().index());
        ConfState before = applier.conf();
        List<Applied> results = applier.apply(entries);
        publish(!applier.conf().equals(before));
        parts.journeys.applied(entries);
        // a change of the configuration can make enough acknowledgements of what was not enough
        parts.journeys.committedTo(raft.basicStatus().commit(), 0);
        for (int i = 0; i < results.size(); i++) {
            proposals.applied(entries.get(i), results.get(i));
            changes.applied(entries.get(i));
        }
        if (view.root().wasRemoved(self)) {
            removed();
        }
        parts.compactor.maybeSnapshot(view.root(), view.conf(), applier.term(), false);
        parts.watch.applying(0);
    }

    private void publish(boolean membersMayDiffer) {
        KvRoot root = applier.root();
        view = view.withRoot(root, applier.conf());
        reads.applied(root);
        if (membersMayDiffer) {
            tellMembers();
        }
    }

    void tellMembers() {
        Map<Long, String> urls = peerUrls();
        parts.transport.members(urls);
        parts.journeys.members(urls.keySet());
    }

    /// A received snapshot takes the store's place. The core hears that it is installed after this, and hands out nothing to apply before.
    void installed(KvRoot root, SnapshotMetadata metadata) {
        applier.install(root, metadata);
        publish(true);
        proposals.jumpedTo(root);
        changes.jumpedTo(metadata.index());
        if (root.wasRemoved(self)) {
            removed();
        }
    }

    /// A member that is still on its way to its own addition has to answer members that its store does not know yet.
    private Map<Long, String> peerUrls() {
        Map<Long, String> urls = new TreeMap<>(Long::compareUnsigned);
        if (!view.root().members().containsKey(self)) {
            urls.putAll(entrancePeerUrls);
        }
        view.root().members().forEach((id, member) -> urls.put(id, member.peerUrl()));
        return urls;
    }
}
