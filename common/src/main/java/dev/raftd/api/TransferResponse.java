package dev.raftd.api;

/// Who leads now.
public record TransferResponse(long leader, long term) {}
