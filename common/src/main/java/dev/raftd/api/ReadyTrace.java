package dev.raftd.api;

/// One Ready in etcd's printed form.
///
/// @param seq  counts the node's Readys since it started, from 1
/// @param time when it was handed out, ISO-8601 with offset Z
/// @param text several lines, each ended by a line feed
public record ReadyTrace(long node, long seq, String time, String text) {}
