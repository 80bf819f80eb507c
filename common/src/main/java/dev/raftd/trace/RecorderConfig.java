package dev.raftd.trace;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/// What a recorder is made from.
///
/// @param about       who is recorded
/// @param memoryBytes of the ring; the newest chunk may pass it by what does not fit its share
/// @param eventsMax   kept in the ring
/// @param clock       wall-clock time, for people and for the order of several members' recordings
/// @param nanoTime    monotonic
public record RecorderConfig(About about, long memoryBytes, int eventsMax, InstantSource clock, LongSupplier nanoTime) {
    /// Chunks in a ring: so much of it is lost when the oldest goes.
    static final int CHUNKS = 16;

    public RecorderConfig {
        if (memoryBytes < CHUNKS || eventsMax < CHUNKS) {
            throw new IllegalArgumentException("a ring holds " + CHUNKS + " chunks, each of a byte and an event at least");
        }
    }

    /// Who is recorded.
    ///
    /// @param build the version of the program
    public record About(long node, String cluster, String build) {}
}
