package dev.raftd.api;

/// What to put under the path's key.
public record PutRequest(Bytes value) {}
