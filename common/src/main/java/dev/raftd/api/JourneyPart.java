package dev.raftd.api;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What one member knows of an entry's journey, by its own clock.
///
/// @param role            `leader`, `follower` or `learner`, as of now
/// @param type            EntryNormal, EntryConfChange or EntryConfChangeV2
/// @param text            the entry in words, empty for a leader's empty one; null where the log does not have it any more
/// @param voters          those whose acknowledgements count, as of now
/// @param votersOutgoing  of a joint configuration; empty otherwise
/// @param originMicros    where `nanos` count from: microseconds since 1970, by this member's clock
/// @param stages          in the order of time
/// @param exchanges       about this entry and those shortly before and after it
/// @param originErrorNanos the clock's time at the origin is no further than this from `originMicros`: the two clocks were not read at once
public record JourneyPart(long member, String role, long index, long term, String type, @Nullable String text, List<Long> voters,
        List<Long> votersOutgoing, long originMicros, List<JourneyStage> stages, List<JourneyExchange> exchanges, long originErrorNanos) {
    public JourneyPart {
        if (originErrorNanos < 0)
            throw new IllegalArgumentException("a clock that is off by less than nothing");
        Objects.requireNonNull(role);
        Objects.requireNonNull(type);
        voters = List.copyOf(voters);
        votersOutgoing = List.copyOf(votersOutgoing);
        stages = List.copyOf(stages);
        exchanges = List.copyOf(exchanges);
    }
}
