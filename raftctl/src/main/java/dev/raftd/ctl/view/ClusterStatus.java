package dev.raftd.ctl.view;

import dev.raftd.api.Member;
import dev.raftd.api.StatusResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the members say about themselves.
///
/// @param prospects the members that become something else without anybody's further doing
public record ClusterStatus(List<StatusResponse> members, List<Unreachable> unreachable, List<Member> prospects) {
    static final String LEADER = "StateLeader";

    /// A member that said nothing.
    public record Unreachable(long id, @Nullable String clientUrl, String reason) {}

    /// Of several that believe to lead only the one of the highest term does.
    Optional<StatusResponse> leader() {
        return members.stream().filter(s -> s.role().equals(LEADER)).max(Comparator.comparingLong(StatusResponse::term));
    }
}
