package dev.raftd.raftpb;

/// One change of a [ConfChangeV2]. Node id 0 is skipped when applied.
public record ConfChangeSingle(ConfChangeType type, long nodeId) {}
