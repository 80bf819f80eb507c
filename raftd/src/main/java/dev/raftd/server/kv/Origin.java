package dev.raftd.server.kv;

/// Who proposed a command: the member and its run find the waiting request again by the sequence.
///
/// @param member      the member's id
/// @param incarnation a number of the member's run, so that a restarted member takes no answer for its predecessor's
/// @param sequence    counts the run's proposals
public record Origin(long member, long incarnation, long sequence) {}
