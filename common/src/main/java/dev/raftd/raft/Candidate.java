package dev.raftd.raft;

import dev.raftd.raft.StepResult.Refusal;
import dev.raftd.raft.StepResult.Refused;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.tracker.VoteTally;
import java.util.List;

/// Collects votes (Raft paper, section 5.2), or promises of votes as a pre-candidate (thesis, section 9.6).
final class Candidate implements Role {
    private final Raft raft;
    private final StateType state;
    /// Answers to its own kind of request; those to its pre-candidacy may still come in while it is a candidate.
    private final MessageType awaited;
    private boolean hasOwnVote;

    Candidate(Raft raft, StateType state) {
        this.raft = raft;
        this.state = state;
        this.awaited = state == StateType.PRE_CANDIDATE ? MessageType.MSG_PRE_VOTE_RESP : MessageType.MSG_VOTE_RESP;
    }

    Candidate(Raft raft, NodeImage.Campaigning image) {
        this(raft, image.pre() ? StateType.PRE_CANDIDATE : StateType.CANDIDATE);
        hasOwnVote = image.hasOwnVote();
    }

    @Override
    public NodeImage.Part image() {
        return new NodeImage.Campaigning(state == StateType.PRE_CANDIDATE, hasOwnVote);
    }

    @Override
    public StateType state() {
        return state;
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
            case MSG_APP, MSG_HEARTBEAT, MSG_SNAP -> follow(m);
            case MSG_VOTE, MSG_PRE_VOTE -> raft.handleVote(m);
            case MSG_VOTE_RESP, MSG_PRE_VOTE_RESP -> m.type() == awaited && !isLate(m) ? count(m) : StepResult.DONE;
            case MSG_TIMEOUT_NOW -> ignoreTimeoutNow(m);
            case MSG_READ_INDEX, MSG_TRANSFER_LEADER -> new Refused(Refusal.NO_LEADER, "no leader at term " + raft.term);
            case MSG_STORAGE_APPEND_RESP -> raft.storageAppended(m.term(), m.logTerm(), m.index(), m.snapshot());
            case MSG_STORAGE_APPLY_RESP -> raft.storageApplied(m.entries());
            case MSG_BEAT, MSG_CHECK_QUORUM, MSG_UNREACHABLE, MSG_SNAP_STATUS -> StepResult.DONE; // a leader's
            case MSG_APP_RESP, MSG_HEARTBEAT_RESP, MSG_READ_INDEX_RESP -> StepResult.DONE; // to what it was before
            case MSG_FORGET_LEADER -> StepResult.DONE; // it has none
            case MSG_STORAGE_APPEND, MSG_STORAGE_APPLY -> StepResult.DONE; // the storage threads'
        };
    }

    @Override
    public StepResult propose(List<Entry> proposals, long from) {
        raft.log.noLeader(raft.term, "proposal");
        return raft.dropped("no leader at term " + raft.term);
    }

    /// Another node won the election of this term.
    private StepResult follow(Message m) {
        raft.becomeFollower(raft.term, m.from());
        return raft.role().step(m);
    }

    /// A promise names the term that the vote would be given in, so one for the term that has come meanwhile looks like one of now.
    private boolean isLate(Message m) {
        return state == StateType.PRE_CANDIDATE && !m.reject() && m.term() <= raft.term;
    }

    private StepResult count(Message m) {
        raft.log.receivedVote(m, raft.term);
        raft.tracker.recordVote(m.from(), !m.reject());
        hasOwnVote |= m.from() == raft.id && !m.reject();
        VoteTally tally = raft.tracker.tallyVotes();
        raft.log.hasVotes(m.type(), tally);
        switch (tally.result()) {
            case WON -> {
                if (mayWin()) {
                    win();
                }
            }
            case LOST -> raft.becomeFollower(raft.term, LocalNodes.NONE);
            case PENDING -> {}
        }
        return StepResult.DONE;
    }

    /// Its own vote comes once it is durable. Were it to lead before, and to forget the term in a crash, it could be elected in that term
    /// again, by those who voted for it then, and lead with another log.
    private boolean mayWin() {
        return state == StateType.PRE_CANDIDATE || hasOwnVote;
    }

    private void win() {
        if (state == StateType.PRE_CANDIDATE) {
            raft.campaign(CampaignType.ELECTION);
        } else {
            raft.becomeLeader().replication.broadcastAppend();
        }
    }

    private StepResult ignoreTimeoutNow(Message m) {
        raft.log.ignoredTimeoutNow(raft.term, state, m.from());
        return StepResult.DONE;
    }
}
