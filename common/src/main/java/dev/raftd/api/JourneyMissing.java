package dev.raftd.api;

/// A member that a journey has nothing of.
///
/// @param reason in words, after `member N: `: such as `did not answer within 1000 ms`
public record JourneyMissing(long member, String reason) {}
