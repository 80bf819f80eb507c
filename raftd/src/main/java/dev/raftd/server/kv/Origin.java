package dev.raftd.server.kv;

/// Who proposed a command: by this the member finds the waiting request again, and a proposal that arrives twice is applied once.
///
/// @param member      the member's id
/// @param incarnation a number of the member's run, so that a restarted member takes no answer for its predecessor's
/// @param sequence    counts the run's proposals, in the order in which they were handed to Raft
public record Origin(long member, long incarnation, long sequence) {}
