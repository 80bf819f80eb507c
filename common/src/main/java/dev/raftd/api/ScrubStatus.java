package dev.raftd.api;

/// How far the member is in checking again what is durable.
///
/// @param bytesPerSecond how fast it goes, 0 if it is off
/// @param passBytes      read in the present pass
/// @param totalBytes     what there is to read in a pass
/// @param readBytes      read since the start
/// @param passes         completed since the start; each found every checksum right
/// @param lastPassMillis when the last one was complete, in milliseconds since 1970; 0 for none yet
public record ScrubStatus(long bytesPerSecond, long passBytes, long totalBytes, long readBytes, long passes, long lastPassMillis) {}
