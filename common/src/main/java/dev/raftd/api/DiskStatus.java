package dev.raftd.api;

/// How a member's disk is doing.
///
/// @param full         writes are refused until there is space again
/// @param freeBytes    how much more can be written, 0 if that is not known
/// @param reserveBytes kept for votes and snapshots on a full disk; 0 while they are in use
public record DiskStatus(boolean full, long freeBytes, long reserveBytes, ScrubStatus scrub) {}
