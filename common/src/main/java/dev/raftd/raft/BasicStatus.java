package dev.raftd.raft;

/// Where a node stands, cheap to make.
///
/// @param vote           whom it voted for in `term`, 0 for nobody
/// @param lead           the leader it knows in `term`, 0 for none
/// @param leadTransferee whom it is handing its leadership to, 0 for nobody
public record BasicStatus(long id, long term, long vote, long commit, long lead, StateType state, long applied, long leadTransferee) {}
