package dev.raftd.api;

import org.jspecify.annotations.Nullable;

/// A member of the cluster.
///
/// @param clientUrl where it serves clients; null until it first announced it
/// @param prospect  what becomes of it without anybody's further doing; null where it stays what it is
public record Member(long id, String peerUrl, @Nullable String clientUrl, boolean learner,
        boolean leader, @Nullable MemberProspect prospect) {
    /// A member that stays what it is.
    public Member(long id, String peerUrl, @Nullable String clientUrl, boolean learner, boolean leader) {
        this(id, peerUrl, clientUrl, learner, leader, null);
    }
}
