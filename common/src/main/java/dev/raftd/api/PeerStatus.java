package dev.raftd.api;

/// What a leader knows of a member (etcd's Progress).
///
/// @param state           StateProbe, StateReplicate or StateSnapshot
/// @param match           the highest index known replicated there
/// @param next            the next index to send
/// @param inflights       append messages sent and not answered
/// @param pendingSnapshot the index of the snapshot being sent, 0 for none
/// @param paused          whether nothing is sent until something is heard
public record PeerStatus(long id, String state, long match, long next, int inflights, boolean inflightsFull, long inflightBytes,
        long pendingSnapshot,
        boolean recentActive, boolean paused, boolean learner) {}
