package dev.raftd.api;

/// Whom to hand leadership to.
public record TransferRequest(long to) {}
