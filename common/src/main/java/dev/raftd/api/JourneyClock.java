package dev.raftd.api;

/// The distance of a member's clock from the leader's.
///
/// @param offsetNanos by how much the member's clock is ahead
/// @param errorNanos  the truth is no further than this from it, as far as clocks run alike
/// @param exchanges   how many messages there and back it was taken from
public record JourneyClock(long offsetNanos, long errorNanos, int exchanges) {}
