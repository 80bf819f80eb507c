package dev.raftd.confchange;

import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.tracker.Progress;
import dev.raftd.tracker.ProgressTracker;
import java.util.List;

/// Works out what a configuration change makes of a tracker's configuration, which itself stays as it is.
public final class Changer {
    private final ProgressTracker limits;
    private final Changed from;
    private final long lastIndex;

    /// @param lastIndex the last index of the log, from where a new member is probed
    public Changer(ProgressTracker tracker, long lastIndex) {
        this(tracker, new Changed(tracker.config(), tracker.progress()), lastIndex);
    }

    private Changer(ProgressTracker limits, Changed from, long lastIndex) {
        this.limits = limits;
        this.from = from;
        this.lastIndex = lastIndex;
        Draft.check(from);
    }

    Changed current() {
        return from;
    }

    /// A changer that goes on from a change of this one.
    Changer after(Changed changed) {
        return new Changer(limits, changed, lastIndex);
    }

    /// Makes the voters the outgoing half and their copy, changed, the incoming one: `(1 2)` becomes `(1 2 3)&&(1 2)` by adding 3.
    public Changed enterJoint(boolean autoLeave, List<ConfChangeSingle> changes) throws ConfChangeException {
        if (from.config().isJoint())
            throw new ConfChangeException("config is already joint");
        if (from.config().voters().incoming().isEmpty())
            throw new ConfChangeException("can't make a zero-voter config joint");
        Draft draft = draft();
        draft.copyIncomingToOutgoing();
        draft.apply(changes);
        return draft.done(autoLeave);
    }

    /// Drops the outgoing half; voters of it that were to become learners do so.
    public Changed leaveJoint() throws ConfChangeException {
        if (!from.config().isJoint())
            throw new ConfChangeException("can't leave a non-joint config");
        Draft draft = draft();
        draft.dropOutgoing();
        return draft.done(false);
    }

    /// Makes changes that together add or remove at most one voter, so that any old and any new quorum overlap (thesis, section 4.1).
    public Changed simple(List<ConfChangeSingle> changes) throws ConfChangeException {
        if (from.config().isJoint())
            throw new ConfChangeException("can't apply simple config change in joint config");
        Draft draft = draft();
        draft.apply(changes);
        if (votersChanged(draft) > 1)
            throw new ConfChangeException("more than one voter changed without entering joint config");
        return draft.done(false);
    }

    private int votersChanged(Draft draft) {
        var before = from.config().voters().incoming().ids();
        return before.countNotIn(draft.incoming()) + draft.incoming().countNotIn(before);
    }

    private Draft draft() {
        return new Draft(from, this::newProgress);
    }

    /// Active from the start: else a check of the quorum could depose the leader before it has had a chance to hear of the node.
    private Progress newProgress() {
        Progress progress = new Progress(0, Math.max(lastIndex, 1), limits.newInflights(), false);
        progress.recentActive(true);
        return progress;
    }
}
