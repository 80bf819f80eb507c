package dev.raftd.api;

/// A step of the critical path: from one stage to the next, on one member or from one to another.
///
/// @param fromPeer the stage's peer, see [JourneyStage]
public record JourneyStep(long fromMember, String fromStage, long fromPeer, long fromNanos, long toMember, String toStage, long toPeer,
        long toNanos) {
    public long nanos() {
        return toNanos - fromNanos;
    }
}
