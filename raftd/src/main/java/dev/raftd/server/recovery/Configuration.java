package dev.raftd.server.recovery;

import dev.raftd.confchange.Changed;
import dev.raftd.confchange.Changer;
import dev.raftd.confchange.ConfChangeException;
import dev.raftd.confchange.Restore;
import dev.raftd.quorum.JointConfig;
import dev.raftd.quorum.MajorityConfig;
import dev.raftd.quorum.NodeIds;
import dev.raftd.quorum.Vote;
import dev.raftd.quorum.VoteResult;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.ConfState;
import dev.raftd.tracker.ProgressTracker;
import java.util.function.LongPredicate;

/// A configuration, and the index of the entry that made it.
record Configuration(long index, ConfState state) {
    /// What the change at `at` makes of it.
    ///
    /// @throws ConfChangeException if it does not fit, which no member's log does
    Configuration after(long at, ConfChangeV2 change) throws ConfChangeException {
        ProgressTracker tracker = new ProgressTracker(1, 0);
        Changed now = Restore.restore(new Changer(tracker, 0), state);
        tracker.adopt(now.config(), now.progress());
        Changer changer = new Changer(tracker, 0);
        Changed changed = change.isLeaveJoint()
                ? changer.leaveJoint()
                : change.isEnterJoint() ? changer.enterJoint(change.isAutoLeave(), change.changes()) : changer.simple(change.changes());
        return new Configuration(at, changed.config().confState());
    }

    JointConfig voters() {
        return new JointConfig(new MajorityConfig(NodeIds.of(state.voters())), new MajorityConfig(NodeIds.of(state.votersOutgoing())));
    }

    boolean hasVoters() {
        return !state.voters().isEmpty();
    }

    /// Whether those voters decide without the others.
    boolean isQuorum(LongPredicate voter) {
        return voters().voteResult(id -> voter.test(id) ? Vote.GRANTED : Vote.REJECTED) == VoteResult.WON;
    }
}
