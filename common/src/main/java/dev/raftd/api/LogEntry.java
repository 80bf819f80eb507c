package dev.raftd.api;

/// An entry of a node's raftLog.
///
/// @param type      EntryNormal, EntryConfChange or EntryConfChangeV2
/// @param sizeBytes of its data
/// @param text      its data in words: a command of the store, a configuration change, or quoted bytes
/// @param place     `stable`, `in-progress` (being written) or `unstable`
public record LogEntry(long index, long term, String type, int sizeBytes, String text, String place, boolean committed, boolean applied) {}
