package dev.raftd.api;

/// One key.
///
/// @param index    the applied index it was read at
/// @param revision the store's revision it was read at
public record GetResponse(long index, long revision, KeyValue kv) {}
