package dev.raftd.api;

/// A node that takes a voter's place once it has caught up.
public record MemberReplaceRequest(long id, String peerUrl) {}
