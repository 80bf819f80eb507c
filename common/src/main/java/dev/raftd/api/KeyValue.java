package dev.raftd.api;

/// A key with its value and history.
///
/// @param createRevision the store's revision when the key came into being
/// @param modRevision    the store's revision of its last change
/// @param version        how many times it was put since it came into being
public record KeyValue(Bytes key, Bytes value, long createRevision, long modRevision, long version) {}
