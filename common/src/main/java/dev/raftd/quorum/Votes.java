package dev.raftd.quorum;

/// What each voter has said.
@FunctionalInterface
public interface Votes {
    Vote vote(long id);
}
