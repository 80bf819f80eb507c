package dev.raftd.server.replica;

import dev.raftd.raft.StateType;
import dev.raftd.raftpb.ConfState;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.kv.MemberInfo;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the replica stands, for every thread to see: replaced as a whole, so that its parts fit together.
///
/// @param conf    the configuration at the root's applied index
/// @param leader  0 for none
/// @param removed whether this member is no longer part of the cluster
/// @param waits   what is in the way of each member that is to vote, if this one leads
record View(KvRoot root, ConfState conf, long leader, long term, StateType state, boolean removed, Map<Long, String> waits) {
    View withRoot(KvRoot newRoot, ConfState newConf) {
        return new View(newRoot, newConf, leader, term, state, removed, waits);
    }

    View withLeader(long newLeader, long newTerm, StateType newState) {
        return new View(root, conf, newLeader, newTerm, newState, removed, Map.of());
    }

    View asRemoved() {
        return new View(root, conf, leader, term, state, true, Map.of());
    }

    View withWaits(Map<Long, String> newWaits) {
        return new View(root, conf, leader, term, state, removed, newWaits);
    }

    boolean leads() {
        return state == StateType.LEADER;
    }

    boolean isLearner(long id) {
        return conf.learners().contains(id) || conf.learnersNext().contains(id);
    }

    boolean isVoter(long id) {
        return conf.voters().contains(id) || conf.votersOutgoing().contains(id);
    }

    boolean isMember(long id) {
        return isVoter(id) || isLearner(id);
    }

    @Nullable
    String leaderClientUrl() {
        MemberInfo info = root.members().get(leader);
        return info == null ? null : info.clientUrl();
    }
}
