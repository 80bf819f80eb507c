package dev.raftd.api;

/// A write that was applied.
///
/// @param index    its place in the log
/// @param revision the store's revision after it
/// @param existed  whether the key was there before
public record WriteResponse(long index, long term, long revision, boolean existed) {}
