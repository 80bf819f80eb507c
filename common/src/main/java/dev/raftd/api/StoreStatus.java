package dev.raftd.api;

/// The key-value store at the applied index.
public record StoreStatus(long revision, long keys) {}
