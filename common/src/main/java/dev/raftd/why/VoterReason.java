package dev.raftd.why;

import org.jspecify.annotations.Nullable;

/// Where one voter stands.
///
/// @param has  whether it has done what it is needed for
/// @param code of why not; null if it has
public record VoterReason(long id, boolean has, @Nullable CauseCode code, String sentence) {}
