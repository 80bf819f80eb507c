package dev.raftd.raftpb;

/// How a [ConfChangeV2] takes effect. The ordinal is the number on the wire.
public enum ConfChangeTransition {
    /// The simple protocol if at most one voter changes, else joint consensus left automatically.
    AUTO("ConfChangeTransitionAuto"),
    /// Joint consensus, left by the leader as soon as the joint configuration is applied.
    JOINT_IMPLICIT("ConfChangeTransitionJointImplicit"),
    /// Joint consensus, left only by a further, empty change.
    JOINT_EXPLICIT("ConfChangeTransitionJointExplicit");

    private final String text;

    ConfChangeTransition(String text) {
        this.text = text;
    }

    /// The protocol's name, such as `ConfChangeTransitionAuto`.
    @Override
    public String toString() {
        return text;
    }
}
