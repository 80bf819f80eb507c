package dev.raftd.raft;

import dev.raftd.Invariant;
import dev.raftd.InvariantError;
import dev.raftd.confchange.Changed;
import dev.raftd.confchange.Changer;
import dev.raftd.confchange.ConfChangeException;
import dev.raftd.confchange.Restore;
import dev.raftd.quorum.NodeIds;
import dev.raftd.raft.StepResult.Refusal;
import dev.raftd.raft.StepResult.Refused;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.tracker.Progress;
import dev.raftd.tracker.ProgressMap;
import dev.raftd.tracker.ProgressTracker;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// One node: the state that survives a change of role, what is the same in every role (terms, votes, elections, configurations), and the
/// changes of role. What differs by role is in [Role].
///
/// 1. `term` never falls; `vote` changes at most once a term, from nobody.
/// 2. `lead` is the leader of `term`, or 0.
final class Raft {
    final long id;
    final Config config;
    final LogLines log;
    final RaftLog raftLog;
    final ProgressTracker tracker;
    final Outbox out;
    TraceSink trace = TraceSink.NONE;

    long term;
    private long vote;
    long lead;
    /// Ticks since a leader was heard of or a vote was given; of a leader, since it last checked its quorum or began a transfer.
    int electionElapsed;
    private int randomizedElectionTimeout;
    private Role role;
    private final VoteRefusals refusals = new VoteRefusals();
    /// Since the start.
    private long ticks;

    Raft(Config config) {
        this.id = config.id();
        this.config = config;
        this.log = new LogLines(id, config.logger());
        this.raftLog = new RaftLog(config.storage(), log, config.maxCommittedSizePerReady());
        this.tracker = new ProgressTracker(config.maxInflightMsgs(), config.maxInflightBytes());
        this.out = new Outbox(id);
        this.role = new Follower(this);
    }

    /// Goes on as another one would have from its image.
    Raft(Config config, NodeImage image) {
        this.id = config.id();
        this.config = config;
        this.log = new LogLines(id, config.logger());
        this.raftLog = new RaftLog(config.storage(), log, config.maxCommittedSizePerReady(), image.log());
        this.tracker = new ProgressTracker(config.maxInflightMsgs(), config.maxInflightBytes());
        tracker.adopt(image.group().config(), image.group().progress().copy());
        tracker.adoptVotes(image.group().votes());
        this.out = new Outbox(id, image.outgoing());
        term = image.term();
        vote = image.vote();
        lead = image.lead();
        electionElapsed = image.electionElapsed();
        randomizedElectionTimeout = image.randomizedElectionTimeout();
        role = switch (image.part()) {
            case NodeImage.Following f -> new Follower(this);
            case NodeImage.Campaigning c -> new Candidate(this, c);
            case NodeImage.Leading l -> new Leader(this, l);
        };
    }

    NodeImage image(NodeImage.HandedOut handedOut) {
        NodeImage.Group group = new NodeImage.Group(tracker.config(), tracker.progress().copy(), tracker.votes());
        return new NodeImage(term, vote, lead, electionElapsed, randomizedElectionTimeout, role.image(), raftLog.image(), group,
                out.image(), handedOut);
    }

    /// Takes up what the storage holds.
    void start() {
        Storage.InitialState stored = config.storage().initialState();
        EntryId last = raftLog.lastEntryId();
        Changed changed = restored(stored.confState(), last.index());
        Invariant.check(changed != null, "the stored configuration cannot be restored");
        switchTo(changed);
        HardState hardState = stored.hardState();
        if (!hardState.isEmpty()) {
            raftLog.startAt(hardState.commit());
            term = hardState.term();
            vote = hardState.vote();
        }
        if (config.applied() > 0) {
            raftLog.appliedTo(config.applied(), 0);
        }
        becomeFollower(term, LocalNodes.NONE);
        log.started(peers(), basicStatus(), last);
    }

    private String peers() {
        StringJoiner peers = new StringJoiner(",");
        NodeIds voters = tracker.voterNodes();
        for (int i = 0; i < voters.size(); i++) {
            peers.add(Long.toHexString(voters.at(i)));
        }
        return peers.toString();
    }

    Role role() {
        return role;
    }

    boolean isLeader() {
        return role instanceof Leader;
    }

    long leadTransferee() {
        return role instanceof Leader leader ? leader.transferee() : LocalNodes.NONE;
    }

    long uncommittedBytes() {
        return role instanceof Leader leader ? leader.uncommittedBytes() : 0;
    }

    BasicStatus basicStatus() {
        return new BasicStatus(id, term, vote, raftLog.committed(), lead, role.state(), raftLog.applied(), leadTransferee());
    }

    long vote() {
        return vote;
    }

    void tick() {
        ticks++;
        role.tick();
    }

    long ticks() {
        return ticks;
    }

    Insight insight() {
        return new Insight(ticks, electionElapsed, randomizedElectionTimeout, inLease(), promotable(), raftLog.hasUnappliedConfChange(),
                tracker.votes(), refusals.list(), role instanceof Leader leader ? leader.insight() : null);
    }

    // messages

    /// A message from this node in its term, to be completed.
    Message.Builder to(long to, MessageType type) {
        return Message.builder(type).from(id).to(to).term(term);
    }

    void send(Message.Builder built) {
        Message m = built.build();
        out.send(m);
        trace.sent(m);
    }

    /// The node itself where a local input names no sender.
    long orSelf(long from) {
        return from == LocalNodes.NONE ? id : from;
    }

    StepResult dropped(String reason) {
        return new Refused(Refusal.PROPOSAL_DROPPED, reason);
    }

    StepResult refuse(Message m, String flaw) {
        log.refused(m, flaw);
        return new Refused(Refusal.INVALID_MESSAGE, flaw);
    }

    /// Compares terms first (Raft paper, section 5.1), then leaves it to the role. Term 0 is a local message's, or a forwarded one's.
    StepResult step(Message m) {
        trace.received(m);
        if (m.term() == term || m.term() == 0) {
            return role.step(m);
        }
        return m.term() > term ? stepHigherTerm(m) : stepLowerTerm(m);
    }

    private StepResult stepHigherTerm(Message m) {
        boolean voteRequest = m.type() == MessageType.MSG_VOTE || m.type() == MessageType.MSG_PRE_VOTE;
        if (voteRequest && inLease() && !CampaignType.isForced(m)) {
            refusals.add(m, VoteRefusal.Reason.LEASE, ticks);
            log.ignoredVote(raftLog.lastEntryId(), vote, m, term, config.electionTick() - electionElapsed);
            return StepResult.DONE;
        }
        // A pre-vote asks for a term that has not begun, and so does its granting; a rejection tells of a term that has.
        boolean future = m.type() == MessageType.MSG_PRE_VOTE || m.type() == MessageType.MSG_PRE_VOTE_RESP && !m.reject();
        if (!future) {
            log.higherTerm(m, term);
            becomeFollower(m.term(), isFromLeader(m) ? m.from() : LocalNodes.NONE);
        }
        return role.step(m);
    }

    /// Whether it heard from a leader lately, so that nobody else should be elected (Raft paper, section 6; thesis, section 4.2.3).
    private boolean inLease() {
        return config.checkQuorum() && lead != LocalNodes.NONE && electionElapsed < config.electionTick();
    }

    private static boolean isFromLeader(Message m) {
        return m.type() == MessageType.MSG_APP || m.type() == MessageType.MSG_HEARTBEAT || m.type() == MessageType.MSG_SNAP;
    }

    /// A node that raised its term while it was cut off cannot be led by the old leader, whose messages are of a lower term. With
    /// CheckQuorum or PreVote its vote requests may be ignored, so it must tell the leader of its term in another way: by an answer, which
    /// makes the leader step down. A pre-candidate of a lower term is told by a rejection, else mixed clusters could deadlock.
    private StepResult stepLowerTerm(Message m) {
        boolean leaderOfOld = m.type() == MessageType.MSG_HEARTBEAT || m.type() == MessageType.MSG_APP;
        if (leaderOfOld && (config.checkQuorum() || config.preVote())) {
            send(to(m.from(), MessageType.MSG_APP_RESP));
        } else if (m.type() == MessageType.MSG_PRE_VOTE) {
            rejectVote(m, VoteRefusal.Reason.TERM_OVER);
        } else if (m.type() == MessageType.MSG_STORAGE_APPEND_RESP) {
            storageAppended(m.term(), m.logTerm(), m.index(), m.snapshot());
        } else {
            log.lowerTerm(m, term);
        }
        return StepResult.DONE;
    }

    // votes and elections

    /// Gives at most one vote a term (Raft paper, section 5.2), and only to a log at least as up to date (section 5.4.1). A pre-vote is not
    /// a vote: any number may be granted. Learners vote too: one may have been promoted without having learned of it.
    StepResult handleVote(Message m) {
        boolean pre = m.type() == MessageType.MSG_PRE_VOTE;
        boolean free = vote == LocalNodes.NONE && lead == LocalNodes.NONE;
        boolean canVote = vote == m.from() || free || pre && m.term() > term;
        if (!canVote || !raftLog.isUpToDate(m.logTerm(), m.index())) {
            rejectVote(m, canVote ? VoteRefusal.Reason.LOG_OLDER : VoteRefusal.Reason.GIVEN);
            return StepResult.DONE;
        }
        log.castVote(raftLog.lastEntryId(), vote, m, term);
        // In the term asked for: a pre-candidate would take an answer of a lower term for an old one.
        send(to(m.from(), responseTo(m.type())).term(m.term()));
        if (!pre) {
            electionElapsed = 0;
            vote = m.from();
        }
        return StepResult.DONE;
    }

    private void rejectVote(Message m, VoteRefusal.Reason reason) {
        refusals.add(m, reason, ticks);
        log.rejectedVote(raftLog.lastEntryId(), vote, m, term);
        send(to(m.from(), responseTo(m.type())).reject(true));
    }

    private static MessageType responseTo(MessageType voteRequest) {
        return voteRequest == MessageType.MSG_PRE_VOTE ? MessageType.MSG_PRE_VOTE_RESP : MessageType.MSG_VOTE_RESP;
    }

    void tickElection() {
        electionElapsed++;
        if (promotable() && electionElapsed >= randomizedElectionTimeout) {
            electionElapsed = 0;
            hup();
        }
    }

    void setRandomizedElectionTimeout(int ticks) {
        randomizedElectionTimeout = ticks;
    }

    /// Whether it is a voter with a whole log.
    private boolean promotable() {
        Progress own = tracker.progress(id);
        return own != null && !own.isLearner() && raftLog.unstable.snapshot() == null;
    }

    StepResult hup() {
        return hup(config.preVote() ? CampaignType.PRE_ELECTION : CampaignType.ELECTION);
    }

    /// Campaigns, unless a configuration change waits to be applied: the election could be won by a majority that no longer is one.
    StepResult hup(CampaignType type) {
        if (!promotable()) {
            log.unpromotable();
            return new Refused(Refusal.NOT_POSSIBLE, "not a voter, or a snapshot is pending");
        }
        if (raftLog.hasUnappliedConfChange()) {
            log.cannotCampaignYet(term);
            return new Refused(Refusal.NOT_POSSIBLE, "a configuration change is not yet applied");
        }
        log.startsElection(term);
        campaign(type);
        return StepResult.DONE;
    }

    void campaign(CampaignType type) {
        boolean pre = type == CampaignType.PRE_ELECTION;
        if (pre) {
            becomePreCandidate();
        } else {
            becomeCandidate();
        }
        MessageType request = pre ? MessageType.MSG_PRE_VOTE : MessageType.MSG_VOTE;
        long electionTerm = pre ? term + 1 : term;
        EntryId last = raftLog.lastEntryId();
        NodeIds voters = tracker.voterNodes();
        for (int i = 0; i < voters.size(); i++) {
            long voter = voters.at(i);
            if (voter == id) {
                // Its own vote counts once it is stable, like any other.
                send(to(id, responseTo(request)).term(electionTerm));
                continue;
            }
            log.requestedVote(last, request, voter, term);
            send(to(voter, request).term(electionTerm).index(last.index()).logTerm(last.term()).context(type.context()));
        }
    }

    // changes of role

    private void reset(long newTerm) {
        if (term != newTerm) {
            term = newTerm;
            vote = LocalNodes.NONE;
        }
        lead = LocalNodes.NONE;
        electionElapsed = 0;
        randomizedElectionTimeout = drawElectionTimeout();
        tracker.resetVotes();
        ProgressMap progress = tracker.progress();
        long last = raftLog.lastIndex();
        for (int i = 0; i < progress.size(); i++) {
            progress.at(i).reset(progress.ids().at(i) == id ? last : 0, last + 1);
        }
    }

    private int drawElectionTimeout() {
        int base = config.electionTick();
        int ticks = config.electionTimeouts().next(base);
        Invariant.check(ticks >= base && ticks < 2 * base, "election timeout %d is not in [%d, %d)", ticks, base, 2L * base);
        return ticks;
    }

    void becomeFollower(long newTerm, long leader) {
        Invariant.check(newTerm >= term, "the term would fall from %d to %d", term, newTerm);
        reset(newTerm);
        lead = leader;
        role = new Follower(this);
        trace.became(StateType.FOLLOWER);
        log.became("follower", term);
    }

    private void becomeCandidate() {
        Invariant.check(!isLeader(), "invalid transition [leader -> candidate]");
        reset(term + 1);
        vote = id;
        role = new Candidate(this, StateType.CANDIDATE);
        trace.became(StateType.CANDIDATE);
        log.became("candidate", term);
    }

    /// Changes neither term nor vote, nor the timeout that led here.
    private void becomePreCandidate() {
        Invariant.check(!isLeader(), "invalid transition [leader -> pre-candidate]");
        tracker.resetVotes();
        lead = LocalNodes.NONE;
        role = new Candidate(this, StateType.PRE_CANDIDATE);
        log.became("pre-candidate", term);
    }

    Leader becomeLeader() {
        Invariant.check(role instanceof Candidate, "invalid transition [follower -> leader]");
        reset(term);
        lead = id;
        Leader leader = new Leader(this);
        role = leader;
        trace.became(StateType.LEADER);
        leader.start();
        log.became("leader", term);
        return leader;
    }

    // storage

    /// Everything handed out up to an entry, and perhaps a snapshot, is stable.
    ///
    /// If the term has changed since the write was handed out, a later write may be about to overwrite these entries with others, and yet
    /// others of the same terms may have taken their place in memory. So this only counts within one term; a later report will cover them.
    ///
    /// @param sinceTerm the term in which it was handed out
    /// @param index     the last entry's, 0 if no entries were unstable
    StepResult storageAppended(long sinceTerm, long logTerm, long index, @Nullable Snapshot snapshot) {
        if (index != 0 && sinceTerm < term && sinceTerm != 0) {
            log.ignoredAppendsOfLowerTerm(sinceTerm, term);
        } else if (index != 0) {
            raftLog.unstable.stableTo(logTerm, index);
        }
        if (snapshot != null) {
            long snapshotIndex = snapshot.metadata().index();
            raftLog.unstable.stableSnapTo(snapshotIndex);
            appliedTo(snapshotIndex, 0);
        }
        return StepResult.DONE;
    }

    StepResult storageApplied(List<Entry> entries) {
        if (!entries.isEmpty()) {
            appliedTo(entries.getLast().index(), Entries.sizeBytes(entries));
            if (role instanceof Leader leader) {
                leader.reduceUncommitted(Entries.payloadBytes(entries));
            }
        }
        return StepResult.DONE;
    }

    private void appliedTo(long index, long sizeBytes) {
        raftLog.appliedTo(Math.max(index, raftLog.applied()), sizeBytes);
        if (role instanceof Leader leader) {
            leader.leaveJointIfDue();
        }
    }

    // configurations

    /// What a change would make of the configuration in force.
    Changed changed(ConfChangeV2 change) throws ConfChangeException {
        Changer changer = new Changer(tracker, raftLog.lastIndex());
        if (change.isLeaveJoint()) {
            return changer.leaveJoint();
        }
        return change.isEnterJoint() ? changer.enterJoint(change.isAutoLeave(), change.changes()) : changer.simple(change.changes());
    }

    boolean isApplicable(ConfChangeV2 change) {
        try {
            changed(change);
            return true;
        } catch (ConfChangeException impossible) {
            return false;
        }
    }

    ConfState applyConfChange(ConfChangeV2 change) {
        try {
            return switchTo(changed(change));
        } catch (ConfChangeException impossible) {
            // It is in the log, so every node must apply it, and none can.
            throw new InvariantError("cannot apply " + Describe.confChange(change) + " to " + tracker.config() + ": "
                    + impossible.getMessage());
        }
    }

    /// The configuration of a snapshot or storage; null if it contradicts itself.
    @Nullable
    Changed restored(ConfState confState, long lastIndex) {
        ProgressTracker empty = new ProgressTracker(config.maxInflightMsgs(), config.maxInflightBytes());
        try {
            Changed changed = Restore.restore(new Changer(empty, lastIndex), confState);
            return isSame(confState, changed.config().confState()) ? changed : null;
        } catch (ConfChangeException impossible) {
            return null;
        }
    }

    /// Whether they differ in the order of ids at most.
    private static boolean isSame(ConfState a, ConfState b) {
        return sorted(a.voters()).equals(sorted(b.voters())) && sorted(a.learners()).equals(sorted(b.learners()))
                && sorted(a.votersOutgoing()).equals(sorted(b.votersOutgoing()))
                && sorted(a.learnersNext()).equals(sorted(b.learnersNext())) && a.autoLeave() == b.autoLeave();
    }

    private static List<Long> sorted(List<Long> ids) {
        return ids.stream().sorted().toList();
    }

    ConfState switchTo(Changed changed) {
        tracker.adopt(changed.config(), changed.progress());
        trace.configured();
        log.switchedConfig(changed.config());
        ConfState confState = changed.config().confState();
        if (role instanceof Leader leader) {
            leader.configChanged();
        }
        return confState;
    }
}
