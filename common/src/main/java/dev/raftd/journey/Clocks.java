package dev.raftd.journey;

import dev.raftd.api.JourneyClock;
import dev.raftd.api.JourneyExchange;
import dev.raftd.api.JourneyPart;
import org.jspecify.annotations.Nullable;

/// How far a member's clock is ahead of the leader's, from messages there and back.
///
///     leader    sent ────────┐                   ┌──> received       member's clock − leader's
///     member                 └──> received … sent ┘                    <= received − sent of every message there
///                                                                      >= sent − received of every message back
///
/// The offset is the middle between the tightest bounds, the error half of what is between them: narrower than what the best single
/// exchange gives, where it was quick one way and another was quick back. Clocks that ran apart meanwhile, or jumped, can contradict
/// themselves: then the single exchange with the least error tells.
final class Clocks {
    private Clocks() {}

    /// Null if they have no exchange in common.
    static @Nullable JourneyClock compare(JourneyPart leader, JourneyPart member) {
        long lower = Long.MIN_VALUE;
        long upper = Long.MAX_VALUE;
        long least = Long.MAX_VALUE;
        long leastMiddle = 0;
        int count = 0;
        for (JourneyExchange there : leader.exchanges()) {
            JourneyExchange back = there.peer() == member.member() ? counterpart(there, leader, member) : null;
            if (back != null) {
                long above = at(member, back.receivedNanos()) - at(leader, there.sentNanos());
                long below = at(member, back.sentNanos()) - at(leader, there.receivedNanos());
                count++;
                upper = Math.min(upper, above);
                lower = Math.max(lower, below);
                if (above >= below && above - below < least) {
                    least = above - below;
                    leastMiddle = middle(below, above);
                }
            }
        }
        if (count == 0 || lower > upper && least == Long.MAX_VALUE) {
            return null;
        }
        return lower <= upper
                ? new JourneyClock(middle(lower, upper), half(upper - lower), count)
                : new JourneyClock(leastMiddle, half(least), count);
    }

    private static @Nullable JourneyExchange counterpart(JourneyExchange there, JourneyPart leader, JourneyPart member) {
        for (JourneyExchange e : member.exchanges()) {
            if (e.index() == there.index() && e.term() == there.term() && e.peer() == leader.member()) {
                return e;
            }
        }
        return null;
    }

    /// A part's time in nanoseconds since 1970, by its own clock.
    static long at(JourneyPart part, long nanos) {
        return part.originMicros() * 1_000 + nanos;
    }

    private static long middle(long low, long high) {
        return low + (high - low) / 2;
    }

    private static long half(long nanos) {
        return (nanos + 1) / 2;
    }
}
