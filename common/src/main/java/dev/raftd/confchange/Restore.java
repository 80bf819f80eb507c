package dev.raftd.confchange;

import dev.raftd.raftpb.ConfChangeSingle;
import dev.raftd.raftpb.ConfChangeType;
import dev.raftd.raftpb.ConfState;
import java.util.ArrayList;
import java.util.List;

/// Rebuilds the configuration that a snapshot or a storage holds, by changes that lead to it from an empty one.
///
/// For `voters=(1 2 3) learners=(5) outgoing=(1 2 4 6) learners_next=(4)` it adds 1, 2, 4, 6 one by one, and then enters the joint
/// configuration by removing those again, adding 1, 2, 3 and making 5 and 4 learners: 4 is an outgoing voter, so that it has to wait.
public final class Restore {
    private Restore() {}

    /// @param empty a changer without members
    public static Changed restore(Changer empty, ConfState state) throws ConfChangeException {
        List<ConfChangeSingle> incoming = new ArrayList<>(changes(ConfChangeType.REMOVE_NODE, state.votersOutgoing()));
        incoming.addAll(changes(ConfChangeType.ADD_NODE, state.voters()));
        incoming.addAll(changes(ConfChangeType.ADD_LEARNER_NODE, state.learners()));
        incoming.addAll(changes(ConfChangeType.ADD_LEARNER_NODE, state.learnersNext()));
        if (state.votersOutgoing().isEmpty())
            return oneByOne(empty, incoming);
        Changed outgoing = oneByOne(empty, changes(ConfChangeType.ADD_NODE, state.votersOutgoing()));
        return empty.after(outgoing).enterJoint(state.autoLeave(), incoming);
    }

    private static List<ConfChangeSingle> changes(ConfChangeType type, List<Long> ids) {
        return ids.stream().map(id -> new ConfChangeSingle(type, id)).toList();
    }

    private static Changed oneByOne(Changer changer, List<ConfChangeSingle> changes) throws ConfChangeException {
        Changed changed = changer.current();
        for (ConfChangeSingle change : changes) {
            changed = changer.after(changed).simple(List.of(change));
        }
        return changed;
    }
}
