package dev.raftd.api;

import java.util.List;

/// The last Readys of a node, oldest first.
public record ReadyResponse(List<ReadyTrace> readys) {}
