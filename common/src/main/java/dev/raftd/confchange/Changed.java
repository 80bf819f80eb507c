package dev.raftd.confchange;

import dev.raftd.tracker.ProgressMap;
import dev.raftd.tracker.TrackerConfig;

/// A configuration and its members' progress, ready to be put in force.
public record Changed(TrackerConfig config, ProgressMap progress) {}
