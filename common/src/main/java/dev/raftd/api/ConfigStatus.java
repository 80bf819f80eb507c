package dev.raftd.api;

import java.util.List;

/// The configuration in force at a node. Joint exactly if `votersOutgoing` is not empty.
public record ConfigStatus(List<Long> voters, List<Long> votersOutgoing, List<Long> learners, List<Long> learnersNext, boolean autoLeave) {}
