package dev.raftd.confchange;

import dev.raftd.Invariant;
import dev.raftd.quorum.JointConfig;
import dev.raftd.quorum.MajorityConfig;
import dev.raftd.quorum.NodeIds;
import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.raftpb.LocalNodes;
import dev.raftd.tracker.Progress;
import dev.raftd.tracker.ProgressMap;
import dev.raftd.tracker.TrackerConfig;
import java.util.List;
import java.util.function.Supplier;

/// A configuration while it is being changed. Changes of voters are always made to the incoming half.
final class Draft {
    private final Supplier<Progress> newProgress;
    private NodeIds incoming;
    private NodeIds outgoing;
    private NodeIds learners;
    private NodeIds learnersNext;
    private ProgressMap progress;

    /// @param newProgress makes the progress of a node that was no member
    Draft(Changed from, Supplier<Progress> newProgress) {
        TrackerConfig config = from.config();
        this.newProgress = newProgress;
        incoming = config.voters().incoming().ids();
        outgoing = config.voters().outgoing().ids();
        learners = config.learners();
        learnersNext = config.learnersNext();
        progress = from.progress();
    }

    NodeIds incoming() {
        return incoming;
    }

    /// What was decided so far, checked.
    Changed done(boolean autoLeave) {
        JointConfig voters = new JointConfig(new MajorityConfig(incoming), new MajorityConfig(outgoing));
        Changed changed = new Changed(new TrackerConfig(voters, autoLeave, learners, learnersNext), progress);
        check(changed);
        return changed;
    }

    static void check(Changed changed) {
        NodeIds members = changed.config().voters().ids().union(changed.config().learners());
        Invariant.check(changed.progress().size() == members.size(), "%d nodes have a progress, but %d are members",
                changed.progress().size(), members.size());
        for (int i = 0; i < members.size(); i++) {
            long id = members.at(i);
            Progress member = changed.progress().progress(id);
            Invariant.check(member != null, "no progress for %x", id);
            Invariant.check(member.isLearner() == changed.config().learners().contains(id), "progress of %x mistakes its role", id);
        }
    }

    void copyIncomingToOutgoing() {
        outgoing = incoming;
    }

    void apply(List<ConfChangeSingle> changes) throws ConfChangeException {
        for (ConfChangeSingle change : changes) {
            if (change.nodeId() != LocalNodes.NONE)
                apply(change);
        }
        if (incoming.isEmpty())
            throw new ConfChangeException("removed all voters");
    }

    private void apply(ConfChangeSingle change) {
        switch (change.type()) {
            case ADD_NODE -> makeVoter(change.nodeId());
            case ADD_LEARNER_NODE -> makeLearner(change.nodeId());
            case REMOVE_NODE -> remove(change.nodeId());
            case UPDATE_NODE -> {}
        }
    }

    private void makeVoter(long id) {
        Progress member = progress.progress(id);
        progress = progress.with(id, member == null ? newProgress.get() : member.asLearner(false));
        learners = learners.without(id);
        learnersNext = learnersNext.without(id);
        incoming = incoming.with(id);
    }

    /// A voter of the outgoing half is only put down as a future learner: it still votes, so it must not count as a learner yet.
    private void makeLearner(long id) {
        Progress member = progress.progress(id);
        if (member != null && member.isLearner())
            return;
        remove(id);
        Progress kept = member == null ? newProgress.get() : member;
        if (outgoing.contains(id)) {
            learnersNext = learnersNext.with(id);
            progress = progress.with(id, kept);
        } else {
            learners = learners.with(id);
            progress = progress.with(id, kept.asLearner(true));
        }
    }

    /// The outgoing half still needs the progress of its voters.
    private void remove(long id) {
        incoming = incoming.without(id);
        learners = learners.without(id);
        learnersNext = learnersNext.without(id);
        if (!outgoing.contains(id))
            progress = progress.without(id);
    }

    void dropOutgoing() {
        for (int i = 0; i < learnersNext.size(); i++) {
            becomeLearner(learnersNext.at(i));
        }
        for (int i = 0; i < outgoing.size(); i++) {
            long id = outgoing.at(i);
            if (!incoming.contains(id) && !learners.contains(id))
                progress = progress.without(id);
        }
        learnersNext = NodeIds.EMPTY;
        outgoing = NodeIds.EMPTY;
    }

    private void becomeLearner(long id) {
        Progress member = progress.progress(id);
        Invariant.check(member != null, "no progress for %x", id);
        learners = learners.with(id);
        progress = progress.with(id, member.asLearner(true));
    }
}
