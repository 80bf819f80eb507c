package dev.raftd.tracker;

import dev.raftd.Invariant;
import dev.raftd.quorum.JointConfig;
import dev.raftd.quorum.MajorityConfig;
import dev.raftd.quorum.NodeIds;
import dev.raftd.raftpb.ConfState;
import java.util.List;

/// Who votes and who only learns.
///
/// A voter that is to become a learner cannot be one while it still votes in the outgoing half. It waits in `learnersNext`: demoting 3 of
/// (1 2 3) goes through `voters=(1 2)&&(1 2 3) learners_next=(3)` to `voters=(1 2) learners=(3)`.
///
/// @param autoLeave    the joint configuration is left by the leader itself
/// @param learners     in neither half of the voters
/// @param learnersNext voters of the outgoing half that become learners when the joint configuration is left
public record TrackerConfig(JointConfig voters, boolean autoLeave, NodeIds learners, NodeIds learnersNext) {
    public static final TrackerConfig EMPTY = new TrackerConfig(JointConfig.EMPTY, false, NodeIds.EMPTY, NodeIds.EMPTY);

    public TrackerConfig {
        NodeIds incoming = voters.incoming().ids();
        NodeIds outgoing = voters.outgoing().ids();
        for (int i = 0; i < learners.size(); i++) {
            Invariant.check(!voters.contains(learners.at(i)), "%x is a learner and a voter", learners.at(i));
        }
        for (int i = 0; i < learnersNext.size(); i++) {
            long id = learnersNext.at(i);
            Invariant.check(outgoing.contains(id) && !incoming.contains(id), "%x is to become a learner, but is no outgoing voter", id);
        }
        Invariant.check(!autoLeave || !outgoing.isEmpty(), "a configuration that is not joint cannot be left");
    }

    /// A plain configuration of voters.
    public static TrackerConfig of(long... voters) {
        return new TrackerConfig(JointConfig.of(voters), false, NodeIds.EMPTY, NodeIds.EMPTY);
    }

    public boolean isJoint() {
        return voters.isJoint();
    }

    /// The same as the wire has it, each list ascending.
    public ConfState confState() {
        return new ConfState(list(voters.incoming()), learners.toList(), list(voters.outgoing()), learnersNext.toList(), autoLeave);
    }

    private static List<Long> list(MajorityConfig half) {
        return half.ids().toList();
    }

    /// Such as `voters=(1 2)&&(1) learners=(3) autoleave`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("voters=").append(voters);
        if (!learners.isEmpty())
            text.append(" learners=").append(learners);
        if (!learnersNext.isEmpty())
            text.append(" learners_next=").append(learnersNext);
        if (autoLeave)
            text.append(" autoleave");
        return text.toString();
    }
}
