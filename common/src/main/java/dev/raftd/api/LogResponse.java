package dev.raftd.api;

import java.util.List;

/// Entries of a node's raftLog in order, and where the marks stand.
public record LogResponse(long node, RaftLogStatus log, List<LogEntry> entries) {}
