package dev.raftd.raft;

import dev.raftd.Invariant;
import dev.raftd.confchange.ConfChangeException;
import dev.raftd.raft.StepResult.Appended;
import dev.raftd.raft.StepResult.Refusal;
import dev.raftd.raft.StepResult.Refused;
import dev.raftd.raftpb.Codec;
import dev.raftd.raftpb.CodecException;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.tracker.Progress;
import dev.raftd.tracker.ProgressMap;
import dev.raftd.tracker.ProgressState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Appends proposals, replicates them, commits them, and answers reads (Raft paper, sections 5.3, 5.4 and 8).
///
/// 1. It never truncates or overwrites its own log.
/// 2. At most one configuration change lies between applied and last: none is appended while `pendingConfIndex > applied`.
final class Leader implements Role {
    private final Raft raft;
    private final RaftLog raftLog;
    private final LogLines log;
    final Replication replication;
    private final ReadOnly reads;
    /// Reads that came before the first commit of this term, when the commit index may still lag behind the last leader's.
    private List<Message> earlyReads = List.of();
    /// At least the index of the last configuration change in the log.
    private long pendingConfIndex;
    private long transferee = LocalNodes.NONE;
    /// Payload of this leader's entries that are not yet applied: an estimate, never too high.
    private long uncommittedBytes;
    private int heartbeatElapsed;
    private long firstIndex;
    // only for looking
    private long limitHitTick = -1;
    private long transferTick = -1;

    Leader(Raft raft) {
        this(raft, new ReadOnly());
    }

    private Leader(Raft raft, ReadOnly reads) {
        this.raft = raft;
        this.raftLog = raft.raftLog;
        this.log = raft.log;
        this.replication = new Replication(raft);
        this.reads = reads;
    }

    Leader(Raft raft, NodeImage.Leading image) {
        this(raft, new ReadOnly(image.reads()));
        earlyReads = image.earlyReads().isEmpty() ? List.of() : new ArrayList<>(image.earlyReads());
        pendingConfIndex = image.pendingConfIndex();
        transferee = image.transferee();
        uncommittedBytes = image.uncommittedBytes();
        heartbeatElapsed = image.heartbeatElapsed();
    }

    @Override
    public NodeImage.Part image() {
        return new NodeImage.Leading(pendingConfIndex, transferee, uncommittedBytes, heartbeatElapsed, List.copyOf(earlyReads),
                reads.image());
    }

    @Override
    public StateType state() {
        return StateType.LEADER;
    }

    long transferee() {
        return transferee;
    }

    long uncommittedBytes() {
        return uncommittedBytes;
    }

    Insight.Leading insight() {
        return new Insight.Leading(uncommittedBytes, limitHitTick, pendingConfIndex, firstIndex, reads.size(), earlyReads.size(),
                transferee == LocalNodes.NONE ? -1 : transferTick, replication.rejections());
    }

    /// Appends an empty entry: only by committing one of its own term can it commit those of earlier ones (Raft paper, section 5.4.2).
    void start() {
        Progress own = raft.tracker.progress(raft.id);
        Invariant.check(own != null, "%x won an election without being a member", raft.id);
        own.becomeReplicate();
        own.recentActive(true);
        // There may be a configuration change anywhere in the tail; waiting for all of it is cheaper than reading it.
        pendingConfIndex = raftLog.lastIndex();
        firstIndex = raftLog.lastIndex() + 1;
        append(new Entry[]{new Entry(raft.term, raftLog.lastIndex() + 1)});
    }

    @Override
    public StepResult step(Message m) {
        return switch (m.type()) {
            case MSG_HUP -> ignoreHup();
            case MSG_BEAT -> beat();
            case MSG_CHECK_QUORUM -> checkQuorum();
            case MSG_PROP -> propose(m.entries(), m.from());
            case MSG_READ_INDEX -> read(m);
            case MSG_VOTE, MSG_PRE_VOTE -> raft.handleVote(m);
            case MSG_APP_RESP -> handleAppResp(m);
            case MSG_HEARTBEAT_RESP -> handleHeartbeatResp(m);
            case MSG_SNAP_STATUS -> handleSnapStatus(m);
            case MSG_UNREACHABLE -> handleUnreachable(m);
            case MSG_TRANSFER_LEADER -> transferLeader(m);
            case MSG_STORAGE_APPEND_RESP -> raft.storageAppended(m.term(), m.logTerm(), m.index(), m.snapshot());
            case MSG_STORAGE_APPLY_RESP -> raft.storageApplied(m.entries());
            case MSG_APP, MSG_HEARTBEAT, MSG_SNAP, MSG_TIMEOUT_NOW -> ignore(m); // from a leader: there is one a term, this one
            case MSG_VOTE_RESP, MSG_PRE_VOTE_RESP, MSG_READ_INDEX_RESP -> ignore(m); // to what it was before
            case MSG_FORGET_LEADER -> StepResult.DONE; // it is the leader
            case MSG_STORAGE_APPEND, MSG_STORAGE_APPLY -> StepResult.DONE; // the storage threads'
        };
    }

    private StepResult ignoreHup() {
        log.ignoresHup();
        return StepResult.DONE;
    }

    private StepResult ignore(Message m) {
        if (raft.tracker.progress(m.from()) == null) {
            log.noProgress(m.from());
        }
        return StepResult.DONE;
    }

    // time

    @Override
    public void tick() {
        heartbeatElapsed++;
        raft.electionElapsed++;
        if (raft.electionElapsed >= raft.config.electionTick()) {
            raft.electionElapsed = 0;
            if (raft.config.checkQuorum()) {
                checkQuorum();
            }
            // A transfer that takes longer than an election would has failed.
            transferee = LocalNodes.NONE;
        }
        if (raft.isLeader() && heartbeatElapsed >= raft.config.heartbeatTick()) {
            heartbeatElapsed = 0;
            beat();
        }
    }

    private StepResult beat() {
        replication.broadcastHeartbeat(reads.context());
        return StepResult.DONE;
    }

    /// Steps down if no quorum was heard of since the last check: it may have been replaced, or be unable to commit.
    private StepResult checkQuorum() {
        if (!raft.tracker.quorumActive()) {
            log.quorumInactive();
            raft.becomeFollower(raft.term, LocalNodes.NONE);
        }
        ProgressMap progress = raft.tracker.progress();
        for (int i = 0; i < progress.size(); i++) {
            if (progress.ids().at(i) != raft.id) {
                progress.at(i).recentActive(false);
            }
        }
        return StepResult.DONE;
    }

    // proposals

    @Override
    public StepResult propose(List<Entry> proposals, long from) {
        if (raft.tracker.progress(raft.id) == null) {
            return raft.dropped("the leader was removed from the configuration");
        }
        if (transferee != LocalNodes.NONE) {
            log.droppedForTransfer(raft.term, transferee);
            return raft.dropped("leadership is being transferred to " + Long.toHexString(transferee));
        }
        try {
            return appendProposals(proposals);
        } catch (CodecException broken) {
            return new Refused(Refusal.INVALID_MESSAGE, "a configuration change that cannot be decoded: " + broken.getMessage());
        }
    }

    private StepResult appendProposals(List<Entry> proposals) throws CodecException {
        long first = raftLog.lastIndex() + 1;
        Entry[] entries = new Entry[proposals.size()];
        String refused = null;
        for (int i = 0; i < entries.length; i++) {
            Entry e = proposals.get(i);
            entries[i] = e.at(raft.term, first + i);
            if (e.type() != EntryType.NORMAL) {
                String reason = refusal(Codec.decodeConfChange(e).asV2());
                if (reason == null) {
                    pendingConfIndex = first + i;
                    raft.trace.confChangeProposed(Codec.decodeConfChange(e).asV2());
                } else {
                    entries[i] = new Entry(raft.term, first + i);
                    refused = reason;
                }
            }
        }
        if (!append(entries)) {
            limitHitTick = raft.ticks();
            log.uncommittedLimit();
            return raft.dropped("the limit of uncommitted entries is reached");
        }
        replication.broadcastAppend();
        return new Appended(first, raft.term, refused);
    }

    /// Why a configuration change may not be appended, null if it may. Everything is judged by the configuration in force, so a change
    /// waits until the one before is applied.
    private @Nullable String refusal(ConfChangeV2 change) {
        if (raft.config.disableConfChangeValidation()) {
            return null;
        }
        String reason = flaw(change);
        if (reason != null) {
            log.ignoredConfChange(Describe.confChange(change), raft.tracker.config(), reason);
        }
        return reason;
    }

    private @Nullable String flaw(ConfChangeV2 change) {
        boolean joint = raft.tracker.config().isJoint();
        boolean leaves = change.changes().isEmpty();
        if (pendingConfIndex > raftLog.applied()) {
            return "possible unapplied conf change at index " + pendingConfIndex + " (applied to " + raftLog.applied() + ")";
        }
        if (joint && !leaves) {
            return "must transition out of joint config first";
        }
        if (!joint && leaves) {
            return "not in joint state; refusing empty conf change";
        }
        // etcd appends what is left, and panics on every node when it is applied.
        try {
            raft.changed(change);
            return null;
        } catch (ConfChangeException impossible) {
            return impossible.getMessage();
        }
    }

    /// Appends to its own log, which counts as replicated here once it is stable. False if there is too much uncommitted; an entry without
    /// data is always taken, and so is anything if nothing is uncommitted.
    private boolean append(Entry[] entries) {
        Entries appended = new Entries(entries, 0, entries.length);
        long payload = Entries.payloadBytes(appended);
        if (uncommittedBytes > 0 && payload > 0 && uncommittedBytes + payload > raft.config.maxUncommittedEntriesSize()) {
            return false;
        }
        uncommittedBytes += payload;
        raft.trace.replicates(appended);
        raftLog.append(appended);
        raft.send(raft.to(raft.id, MessageType.MSG_APP_RESP).index(raftLog.lastIndex()));
        return true;
    }

    void reduceUncommitted(long payloadBytes) {
        uncommittedBytes = Math.max(0, uncommittedBytes - payloadBytes);
    }

    /// Proposes to leave a joint configuration that asks for it, once it is applied. If a transfer is under way the proposal is dropped; then
    /// the next leader will make it, or this one when the next entry is applied.
    void leaveJointIfDue() {
        if (!raft.tracker.config().autoLeave() || raftLog.applied() < pendingConfIndex) {
            return;
        }
        Entry leave = Entry.proposal(EntryType.CONF_CHANGE_V2, new byte[0]);
        if (propose(List.of(leave), raft.id) instanceof Refused refused) {
            log.doesNotAutoLeave(raft.tracker.config(), refused.refusal().toString());
        } else {
            log.autoLeaves(raft.tracker.config());
        }
    }

    /// A configuration took effect: there may be new members to send to, a smaller quorum that has committed more, or no place for this
    /// leader or its transferee.
    void configChanged() {
        Progress own = raft.tracker.progress(raft.id);
        if (own == null || own.isLearner()) {
            if (raft.config.stepDownOnRemoval()) {
                raft.becomeFollower(raft.term, LocalNodes.NONE);
            }
            return;
        }
        if (maybeCommit()) {
            replication.broadcastAppend();
        } else {
            replication.broadcastNewEntries();
        }
        if (!raft.tracker.config().voters().contains(transferee)) {
            transferee = LocalNodes.NONE;
        }
    }

    // answers of followers

    private @Nullable Progress progress(Message m) {
        Progress pr = raft.tracker.progress(m.from());
        if (pr == null) {
            log.noProgress(m.from());
        }
        return pr;
    }

    private StepResult handleAppResp(Message m) {
        Progress pr = progress(m);
        if (pr == null) {
            return StepResult.DONE;
        }
        if (m.index() > raftLog.lastIndex()) {
            return raft.refuse(m, "index " + m.index() + " is beyond the leader's last index " + raftLog.lastIndex());
        }
        pr.recentActive(true);
        if (m.reject()) {
            replication.rejected(m, pr);
        } else if (replication.accepted(m, pr)) {
            progressed(m, pr);
        }
        return StepResult.DONE;
    }

    private void progressed(Message m, Progress pr) {
        if (maybeCommit()) {
            replication.broadcastAppend();
        } else if (m.from() != raft.id && pr.canBumpCommit(raftLog.committed())) {
            // The next heartbeat would tell it too, but later.
            replication.sendAppend(m.from(), pr);
        }
        if (m.from() != raft.id) {
            replication.sendAllNewEntries(m.from(), pr);
        }
        if (m.from() == transferee && pr.match() == raftLog.lastIndex()) {
            log.sentTimeoutNow(m.from());
            sendTimeoutNow(m.from());
        }
    }

    private boolean maybeCommit() {
        if (!raftLog.maybeCommit(raft.term, raft.tracker.committed())) {
            return false;
        }
        raft.trace.committed();
        List<Message> early = earlyReads;
        earlyReads = List.of();
        early.forEach(this::confirm);
        return true;
    }

    private StepResult handleHeartbeatResp(Message m) {
        Progress pr = progress(m);
        if (pr == null) {
            return StepResult.DONE;
        }
        pr.recentActive(true);
        pr.msgAppFlowPaused(false);
        // An append, be it empty: all those in flight may have been lost, and a probe that was lost must be repeated.
        if (pr.match() < raftLog.lastIndex() || pr.state() == ProgressState.PROBE) {
            replication.sendAppend(m.from(), pr);
        }
        reads.acknowledge(m.from(), m.context());
        answerConfirmed();
        return StepResult.DONE;
    }

    private StepResult handleSnapStatus(Message m) {
        Progress pr = progress(m);
        if (pr != null) {
            replication.snapshotSent(m, pr);
        }
        return StepResult.DONE;
    }

    private StepResult handleUnreachable(Message m) {
        Progress pr = progress(m);
        if (pr != null) {
            replication.unreachable(m, pr);
        }
        return StepResult.DONE;
    }

    // leadership transfer (thesis, section 3.10)

    private StepResult transferLeader(Message m) {
        long to = m.from();
        Progress pr = progress(m);
        if (pr == null) {
            return notPossible("not a member");
        }
        if (pr.isLearner()) {
            log.transferToLearner();
            return notPossible("a learner cannot lead");
        }
        if (transferee == to) {
            log.alreadyTransferring(raft.term, to);
            return notPossible("already in progress");
        }
        if (transferee != LocalNodes.NONE) {
            log.abortsTransfer(raft.term, transferee);
            transferee = LocalNodes.NONE;
        }
        if (to == raft.id) {
            log.transferToSelf();
            return notPossible("already the leader");
        }
        startTransfer(to, pr);
        return StepResult.DONE;
    }

    private static StepResult notPossible(String reason) {
        return new Refused(Refusal.NOT_POSSIBLE, reason);
    }

    /// Lets the transferee campaign as soon as it has the whole log. Until then, for an election timeout at most, proposals are dropped.
    private void startTransfer(long to, Progress pr) {
        log.startsTransfer(raft.term, to);
        raft.electionElapsed = 0;
        transferee = to;
        transferTick = raft.ticks();
        if (pr.match() == raftLog.lastIndex()) {
            sendTimeoutNow(to);
            log.sendsTimeoutNow(to);
        } else {
            replication.sendAppend(to, pr);
        }
    }

    private void sendTimeoutNow(long to) {
        raft.send(raft.to(to, MessageType.MSG_TIMEOUT_NOW));
    }

    // reads (thesis, section 6.4)

    private StepResult read(Message request) {
        // Also a single voter waits: after a restart its commit index may lag behind what it has acknowledged before.
        if (raftLog.matchTerm(raft.term, raftLog.committed())) {
            confirm(request);
        } else {
            earlyReads = earlyReads.isEmpty() ? new ArrayList<>() : earlyReads;
            earlyReads.add(request);
        }
        return StepResult.DONE;
    }

    private void confirm(Message request) {
        switch (raft.config.readOnlyOption()) {
            case LEASE_BASED -> answer(request, raftLog.committed());
            case SAFE -> {
                reads.add(request, raftLog.committed());
                reads.acknowledge(raft.id, reads.context());
                replication.broadcastHeartbeat(reads.context());
                answerConfirmed();
            }
        }
    }

    private void answerConfirmed() {
        for (ReadOnly.Waiting read : reads.takeConfirmed(raft.tracker.config().voters())) {
            answer(read.request(), read.index());
        }
    }

    private void answer(Message request, long index) {
        if (raft.orSelf(request.from()) == raft.id) {
            raft.out.add(new ReadState(index, request.entries().getFirst().data()));
        } else {
            raft.send(raft.to(request.from(), MessageType.MSG_READ_INDEX_RESP).index(index).entries(request.entries()));
        }
    }
}
