package dev.raftd.server.storage;

/// One start on a data directory.
///
/// @param store the directory's own number, chosen at random when it was made
/// @param run   the how-manieth start, from 1 on
public record Start(long store, long run) {}
