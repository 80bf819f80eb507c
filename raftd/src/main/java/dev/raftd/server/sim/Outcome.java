package dev.raftd.server.sim;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a run came to.
///
/// @param violation    null if all went as it must
/// @param steps        events that happened
/// @param virtualNanos time that passed for the members
/// @param hash         of all that happened: two runs with the same hash are the same
/// @param coverage     what was met, and how often
public record Outcome(long seed, @Nullable Violation violation, long steps, long virtualNanos, long hash, Map<String, Long> coverage) {
    public Outcome {
        coverage = Map.copyOf(coverage);
    }
}
