package dev.raftd.server.replica;

import dev.raftd.trace.RecordingSink;
import org.jspecify.annotations.Nullable;

/// How much is recorded of what the core is told and does.
///
/// @param eventsMax   kept in memory; 0 records nothing at all
/// @param memoryBytes that they may take
/// @param sink        where all of them go besides, null for nowhere
public record FlightRecording(int eventsMax, long memoryBytes, @Nullable RecordingSink sink) {
    public static final FlightRecording OFF = new FlightRecording(0, 0, null);

    boolean isOn() {
        return eventsMax > 0;
    }
}
