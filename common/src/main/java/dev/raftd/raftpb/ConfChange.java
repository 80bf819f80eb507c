package dev.raftd.raftpb;

import java.util.Arrays;
import java.util.List;

/// A change of one node in the older form.
///
/// @param id      the application's, not used by Raft
/// @param context the application's bytes carried along
public record ConfChange(long id, ConfChangeType type, long nodeId, byte[] context) implements ConfChangeI {
    @Override
    public ConfChangeV2 asV2() {
        return new ConfChangeV2(ConfChangeTransition.AUTO, List.of(new ConfChangeSingle(type, nodeId)), context);
    }

    @Override
    public EntryType entryType() {
        return EntryType.CONF_CHANGE;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ConfChange c && c.id == id && c.type == type && c.nodeId == nodeId && Arrays.equals(c.context, context);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * type.ordinal() + Long.hashCode(nodeId)) + Arrays.hashCode(context);
    }
}
