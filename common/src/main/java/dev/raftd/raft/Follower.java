package dev.raftd.raft;

import dev.raftd.confchange.Changed;
import dev.raftd.raft.StepResult.Forwarded;
import dev.raftd.raft.StepResult.Refusal;
import dev.raftd.raft.StepResult.Refused;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.Snapshot;
import java.util.List;

/// Takes the log from the leader, and campaigns when it has not heard from one for an election timeout (Raft paper, section 5.2).
final class Follower implements Role {
    private final Raft raft;
    private final RaftLog raftLog;
    private final LogLines log;

    Follower(Raft raft) {
        this.raft = raft;
        this.raftLog = raft.raftLog;
        this.log = raft.log;
    }

    @Override
    public NodeImage.Part image() {
        return new NodeImage.Following();
    }

    @Override
    public StateType state() {
        return StateType.FOLLOWER;
    }

    @Override
    public void tick() {
        raft.tickElection();
    }

    @Override
    public StepResult step(Message m) {
        return switch (m.type()) {
            case MSG_HUP -> raft.hup();
            case MSG_PROP -> propose(m.entries(), m.from());
            case MSG_APP -> handleAppendEntries(heard(m));
            case MSG_HEARTBEAT -> handleHeartbeat(heard(m));
            case MSG_SNAP -> handleSnapshot(heard(m));
            case MSG_VOTE, MSG_PRE_VOTE -> raft.handleVote(m);
            case MSG_TRANSFER_LEADER -> forwardTransfer(m);
            case MSG_TIMEOUT_NOW -> campaignAtOnce(m);
            case MSG_READ_INDEX -> forwardRead(m);
            case MSG_READ_INDEX_RESP -> handleReadIndexResp(m);
            case MSG_FORGET_LEADER -> forgetLeader();
            case MSG_STORAGE_APPEND_RESP -> raft.storageAppended(m.term(), m.logTerm(), m.index(), m.snapshot());
            case MSG_STORAGE_APPLY_RESP -> raft.storageApplied(m.entries());
            case MSG_BEAT, MSG_CHECK_QUORUM, MSG_UNREACHABLE, MSG_SNAP_STATUS -> StepResult.DONE; // a leader's
            case MSG_APP_RESP, MSG_HEARTBEAT_RESP, MSG_VOTE_RESP, MSG_PRE_VOTE_RESP -> StepResult.DONE; // to what it was before
            case MSG_STORAGE_APPEND, MSG_STORAGE_APPLY -> StepResult.DONE; // the storage threads'
        };
    }

    /// Whoever sends this in the present term is its leader.
    private Message heard(Message m) {
        raft.electionElapsed = 0;
        raft.lead = m.from();
        return m;
    }

    @Override
    public StepResult propose(List<Entry> proposals, long from) {
        if (raft.lead == LocalNodes.NONE) {
            log.noLeader(raft.term, "proposal");
            return raft.dropped("no leader at term " + raft.term);
        }
        if (raft.config.disableProposalForwarding()) {
            log.notForwarding(raft.lead, raft.term);
            return raft.dropped("not forwarding to leader " + Long.toHexString(raft.lead));
        }
        // Without a term: the leader takes it in whatever term it is.
        raft.send(raft.to(raft.lead, MessageType.MSG_PROP).from(raft.orSelf(from)).term(0).entries(proposals));
        return new Forwarded(raft.lead);
    }

    private StepResult forwardTransfer(Message m) {
        if (raft.lead == LocalNodes.NONE) {
            log.noLeader(raft.term, "leader transfer msg");
            return noLeader();
        }
        raft.send(raft.to(raft.lead, MessageType.MSG_TRANSFER_LEADER).from(raft.orSelf(m.from())));
        return new Forwarded(raft.lead);
    }

    private StepResult forwardRead(Message m) {
        if (raft.lead == LocalNodes.NONE) {
            log.noLeader(raft.term, "index reading msg");
            return noLeader();
        }
        raft.send(raft.to(raft.lead, MessageType.MSG_READ_INDEX).from(raft.orSelf(m.from())).term(0).entries(m.entries()));
        return new Forwarded(raft.lead);
    }

    private StepResult noLeader() {
        return new Refused(Refusal.NO_LEADER, "no leader at term " + raft.term);
    }

    private StepResult handleReadIndexResp(Message m) {
        if (m.entries().size() != 1) {
            log.badReadIndexResp(m);
            return StepResult.DONE;
        }
        raft.out.add(new ReadState(m.index(), m.entries().get(0).data()));
        return StepResult.DONE;
    }

    /// The lease that lease-based reads rest on would be worth nothing if followers could forget whom they gave it.
    private StepResult forgetLeader() {
        if (raft.config.readOnlyOption() == ReadOnlyOption.LEASE_BASED) {
            log.doesNotForgetLeader();
            return new Refused(Refusal.NOT_POSSIBLE, "reads are lease-based");
        }
        if (raft.lead != LocalNodes.NONE) {
            log.forgetsLeader(raft.lead, raft.term);
            raft.lead = LocalNodes.NONE;
        }
        return StepResult.DONE;
    }

    /// A transfer never asks first: the leader itself wants it, so nobody is disturbed.
    private StepResult campaignAtOnce(Message m) {
        log.timeoutNow(raft.term, m.from());
        return raft.hup(CampaignType.TRANSFER);
    }

    private StepResult handleAppendEntries(Message m) {
        LogSlice slice = LogSlice.of(m);
        if (slice.prev().index() < raftLog.committed()) {
            acknowledge(m, raftLog.committed());
            return StepResult.DONE;
        }
        if (!raftLog.matchTerm(slice.prev().term(), slice.prev().index())) {
            reject(m);
            return StepResult.DONE;
        }
        raftLog.append(slice, m.commit());
        acknowledge(m, slice.lastIndex());
        return StepResult.DONE;
    }

    private void acknowledge(Message m, long index) {
        raft.send(raft.to(m.from(), MessageType.MSG_APP_RESP).index(index));
    }

    /// Says where the logs may match: the highest index up to the leader's, with a term up to the leader's there. All entries of this log
    /// behind it are of higher terms than what the leader has there, so the leader need not probe them. For instance, after
    ///
    ///     index      1 2 3 4 5 6 7 8 9
    ///     leader     1 3 3 3 3 3 3 3 7
    ///     this node  1 3 3 4 4 5 5 5 6
    ///
    /// a probe of 3/8 is answered with 3/3, where they do match.
    private void reject(Message m) {
        log.rejectedAppend(m, raftLog.termOrZero(m.index()));
        long hint = raftLog.findConflictByTerm(Math.min(m.index(), raftLog.lastIndex()), m.logTerm());
        raft.send(raft.to(m.from(), MessageType.MSG_APP_RESP).index(m.index()).reject(true).rejectHint(hint)
                .logTerm(raftLog.termOrZero(hint)));
    }

    private StepResult handleHeartbeat(Message m) {
        if (m.commit() > raftLog.lastIndex()) {
            return raft.refuse(m, "tocommit(" + m.commit() + ") is out of range [lastIndex(" + raftLog.lastIndex() + ")]");
        }
        raftLog.commitTo(m.commit());
        raft.send(raft.to(m.from(), MessageType.MSG_HEARTBEAT_RESP).context(m.context()));
        return StepResult.DONE;
    }

    private StepResult handleSnapshot(Message m) {
        Snapshot s = m.snapshot() == null ? Snapshot.EMPTY : m.snapshot();
        EntryId id = new EntryId(s.metadata().term(), s.metadata().index());
        boolean restored = restore(m, s, id);
        log.snapshotDone(raftLog.committed(), restored ? "restored" : "ignored", id);
        acknowledge(m, restored ? raftLog.lastIndex() : raftLog.committed());
        return StepResult.DONE;
    }

    /// Replaces log and configuration by the snapshot's, unless it is old, not meant for this node, or the log has its last entry anyway.
    private boolean restore(Message m, Snapshot s, EntryId id) {
        if (id.index() <= raftLog.committed()) {
            return false;
        }
        ConfState confState = s.metadata().confState();
        if (!isMember(confState)) {
            log.notInSnapshot(Describe.confState(confState));
            return false;
        }
        Changed changed = raft.restored(confState, id.index());
        if (changed == null) {
            log.refused(m, "it contradicts itself in the ConfState " + Describe.confState(confState));
            return false;
        }
        if (raftLog.matchTerm(id.term(), id.index())) {
            log.restoring(raftLog.committed(), raftLog.lastEntryId(), "fast-forwarded commit to snapshot", id);
            raftLog.commitTo(id.index());
            return false;
        }
        raftLog.restore(s);
        raft.switchTo(changed);
        log.restoring(raftLog.committed(), raftLog.lastEntryId(), "restored snapshot", id);
        return true;
    }

    /// A node in `learnersNext` still votes in the outgoing half.
    private boolean isMember(ConfState c) {
        return c.voters().contains(raft.id) || c.learners().contains(raft.id) || c.votersOutgoing().contains(raft.id);
    }
}
