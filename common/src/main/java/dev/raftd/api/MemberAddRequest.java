package dev.raftd.api;

/// A node to add. It is started after it was added, with the option --join.
public record MemberAddRequest(long id, String peerUrl, boolean learner) {}
