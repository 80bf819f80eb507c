package dev.raftd.raft;

/// The last append that a peer rejected.
///
/// @param index the entry before the append, which the peer lacks or has of another term
/// @param hint  how far the peer's log may match
/// @param tick  when, by this node's ticks since it started
public record AppendRejection(long peer, long index, long hint, long tick) {}
