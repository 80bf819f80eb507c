package dev.raftd.tracker;

import dev.raftd.quorum.VoteResult;

/// How an election stands.
///
/// @param granted  voters that said yes
/// @param rejected voters that said no
public record VoteTally(int granted, int rejected, VoteResult result) {}
