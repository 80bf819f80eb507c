package dev.raftd.raft;

import dev.raftd.tracker.ProgressMap;
import dev.raftd.tracker.TrackerConfig;

/// Everything to be seen of a node; copies, which share nothing with it.
///
/// @param config   the configuration in force, which is the last one applied
/// @param progress what a leader knows of each member, itself included; empty on other nodes
public record Status(BasicStatus basic, LogState log, TrackerConfig config, ProgressMap progress) {}
