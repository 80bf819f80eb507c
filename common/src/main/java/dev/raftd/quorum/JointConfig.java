package dev.raftd.quorum;

/// Two majorities that must both agree (thesis, section 4.3). With an empty outgoing half it is a plain majority.
///
/// @param incoming the voters that stay when the joint configuration is left
/// @param outgoing the voters before it was entered; not empty exactly in a joint configuration
public record JointConfig(MajorityConfig incoming, MajorityConfig outgoing) {
    public static final JointConfig EMPTY = new JointConfig(MajorityConfig.EMPTY, MajorityConfig.EMPTY);

    /// A plain majority.
    public static JointConfig of(long... ids) {
        return new JointConfig(MajorityConfig.of(ids), MajorityConfig.EMPTY);
    }

    public boolean isJoint() {
        return !outgoing.isEmpty();
    }

    /// The voters of either half.
    public NodeIds ids() {
        return incoming.ids().union(outgoing.ids());
    }

    /// Whether the id votes in either half.
    public boolean contains(long id) {
        return incoming.contains(id) || outgoing.contains(id);
    }

    /// The highest index that both halves have committed; `Long.MAX_VALUE` without any voter.
    public long committedIndex(AckedIndexer acked) {
        return Math.min(incoming.committedIndex(acked), outgoing.committedIndex(acked));
    }

    /// Won if both halves are won, lost as soon as one is lost.
    public VoteResult voteResult(Votes votes) {
        VoteResult in = incoming.voteResult(votes);
        VoteResult out = outgoing.voteResult(votes);
        if (in == out)
            return in;
        return in == VoteResult.LOST || out == VoteResult.LOST ? VoteResult.LOST : VoteResult.PENDING;
    }

    /// The description of both halves' voters as one majority.
    public String describe(AckedIndexer acked) {
        return new MajorityConfig(ids()).describe(acked);
    }

    /// Such as `(1 2)`, or `(1 2)&&(1)` if joint.
    @Override
    public String toString() {
        return isJoint() ? incoming + "&&" + outgoing : incoming.toString();
    }
}
