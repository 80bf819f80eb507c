package dev.raftd.trace;

import org.jspecify.annotations.Nullable;

/// One event of a recording.
///
/// @param seq        its number, from 1 at the start of the process
/// @param timeMicros wall-clock time of the recording member, since 1970
/// @param input      what went into the node
/// @param answers    what its surroundings answered meanwhile
/// @param ready      the Ready it took, in the recording's bytes
public record RecordedEvent(long seq, long timeMicros, Input input, Answers answers, byte @Nullable [] ready) {}
