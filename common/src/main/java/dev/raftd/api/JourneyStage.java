package dev.raftd.api;

import java.util.Objects;

/// A stage of an entry's journey, as one member saw it.
///
/// @param stage one of [dev.raftd.journey.Stage], such as `append-received`
/// @param peer  the other member: who sent it or gets it, or, for `committed` on the leader, whose acknowledgement closed the quorum; 0 for
///              none
/// @param nanos since the origin of whatever it stands in
public record JourneyStage(String stage, long peer, long nanos) {
    public JourneyStage {
        Objects.requireNonNull(stage);
    }
}
