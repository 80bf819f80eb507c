package dev.raftd.api;

/// A node to add. It is started after it was added, with the option --join.
///
/// @param learner whether it stays without a vote; else it becomes a voter by itself, once it has caught up
public record MemberAddRequest(long id, String peerUrl, boolean learner) {}
