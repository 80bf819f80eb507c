package dev.raftd.api;

/// When a member sent to a peer about an entry and heard from it about the same entry: a leader its MsgApp and the acknowledgement, a
/// follower the other way round. Two members' exchanges about an entry bound the distance of their clocks.
///
/// @param sentNanos     since the origin of the part
/// @param receivedNanos likewise
public record JourneyExchange(long index, long term, long peer, long sentNanos, long receivedNanos) {}
