package dev.raftd.raft;

/// What need not survive a restart.
///
/// @param lead the leader's id, 0 if unknown
public record SoftState(long lead, StateType state) {}
