package dev.raftd.raftpb;

import java.util.Arrays;
import java.util.List;

/// A change of any number of nodes (thesis, section 4.3: arbitrary changes by joint consensus).
///
/// @param changes none: leave the joint configuration
/// @param context the application's bytes carried along
public record ConfChangeV2(ConfChangeTransition transition, List<ConfChangeSingle> changes, byte[] context) implements ConfChangeI {
    public ConfChangeV2 {
        changes = List.copyOf(changes);
    }

    /// A change that leaves the joint configuration.
    public static ConfChangeV2 leaveJoint() {
        return new ConfChangeV2(ConfChangeTransition.AUTO, List.of(), new byte[0]);
    }

    /// Whether this leaves a joint configuration rather than changing nodes; the context does not matter.
    public boolean isLeaveJoint() {
        return transition == ConfChangeTransition.AUTO && changes.isEmpty();
    }

    /// Whether this goes through a joint configuration: if asked for, or if it is more than one change.
    public boolean isEnterJoint() {
        return transition != ConfChangeTransition.AUTO || changes.size() > 1;
    }

    /// Whether the leader leaves the joint configuration by itself.
    public boolean isAutoLeave() {
        return isEnterJoint() && transition != ConfChangeTransition.JOINT_EXPLICIT;
    }

    @Override
    public ConfChangeV2 asV2() {
        return this;
    }

    @Override
    public EntryType entryType() {
        return EntryType.CONF_CHANGE_V2;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ConfChangeV2 c && c.transition == transition && c.changes.equals(changes) && Arrays.equals(c.context, context);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * transition.ordinal() + changes.hashCode()) + Arrays.hashCode(context);
    }
}
