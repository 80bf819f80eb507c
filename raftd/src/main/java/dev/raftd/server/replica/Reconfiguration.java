package dev.raftd.server.replica;

import dev.raftd.confchange.Changed;
import dev.raftd.confchange.Changer;
import dev.raftd.confchange.ConfChangeException;
import dev.raftd.confchange.Restore;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.ConfState;
import dev.raftd.tracker.ProgressTracker;

/// What a change makes of a configuration, by the core's own arithmetic, without the core.
final class Reconfiguration {
    private Reconfiguration() {}

    static ConfState after(ConfState conf, ConfChangeV2 change) throws ConfChangeException {
        ProgressTracker tracker = new ProgressTracker(1, 1);
        Changed restored = Restore.restore(new Changer(tracker, 1), conf);
        tracker.adopt(restored.config(), restored.progress());
        Changer changer = new Changer(tracker, 1);
        Changed changed = change.isLeaveJoint()
                ? changer.leaveJoint()
                : change.isEnterJoint() ? changer.enterJoint(change.isAutoLeave(), change.changes()) : changer.simple(change.changes());
        return changed.config().confState();
    }
}
