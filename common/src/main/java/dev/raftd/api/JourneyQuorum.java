package dev.raftd.api;

import java.util.List;

/// How an entry came to be committed.
///
/// @param closedBy     whose acknowledgement closed the quorum; the leader itself where its own disk was the last; 0 where a change of the
///                     configuration made it enough
/// @param acknowledged the voters that had it on their disks then, as the leader knew
/// @param voters       those that count
/// @param nanos        when
public record JourneyQuorum(long closedBy, List<Long> acknowledged, List<Long> voters, List<Long> votersOutgoing, long nanos) {
    public JourneyQuorum {
        acknowledged = List.copyOf(acknowledged);
        voters = List.copyOf(voters);
        votersOutgoing = List.copyOf(votersOutgoing);
    }
}
