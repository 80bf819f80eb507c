package dev.raftd.server.kv;

import org.jspecify.annotations.Nullable;

/// What the store knows of a member; whether it votes is Raft's to say.
///
/// @param clientUrl where it serves clients; null until it announced it
public record MemberInfo(long id, String peerUrl, @Nullable String clientUrl, Course course) {
    /// A member that stays what it is.
    public MemberInfo(long id, String peerUrl, @Nullable String clientUrl) {
        this(id, peerUrl, clientUrl, Course.STAYS);
    }

    MemberInfo with(Course next) {
        return new MemberInfo(id, peerUrl, clientUrl, next);
    }
}
