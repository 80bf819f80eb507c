package dev.raftd.api;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The members as of an applied index.
///
/// @param note what to do next after a change; null where there is nothing
public record MembersResponse(String clusterId, long index, List<Member> members, @Nullable String note) {
    public MembersResponse {
        Objects.requireNonNull(clusterId);
        members = List.copyOf(members);
    }

    /// Without a note.
    public MembersResponse(String clusterId, long index, List<Member> members) {
        this(clusterId, index, members, null);
    }

    public MembersResponse withNote(@Nullable String next) {
        return new MembersResponse(clusterId, index, members, next);
    }
}
