package dev.raftd.journey;

import dev.raftd.api.JourneyClock;
import dev.raftd.api.JourneyExchange;
import dev.raftd.api.JourneyPart;
import dev.raftd.api.JourneyStage;
import org.jspecify.annotations.Nullable;

/// How far a member's clock is ahead of the leader's, from messages there and back.
///
///     leader    sent ────────┐                   ┌──> received       member's clock − leader's
///     member                 └──> received … sent ┘                    <= received − sent of every message there
///                                                                      >= sent − received of every message back
///
/// The offset is the middle between the tightest bounds, the error half of what is between them: narrower than what the best single
/// exchange gives, where one was quick there and another was quick back. What happened long before or after the entry bounds it the less,
/// because clocks drift. Clocks that were set meanwhile can contradict themselves: then the exchange with the least error tells.
final class Clocks {
    /// Clocks drift apart by no more than one part in so many, 100 ppm.
    private static final long DRIFT_PART = 10_000;
    private static final long UNBOUNDED = Long.MAX_VALUE / 4;
    private static final long NONE = Long.MIN_VALUE;

    private final JourneyPart leader;
    private final JourneyPart member;
    private long lower = -UNBOUNDED;
    private long upper = UNBOUNDED;
    private long leastWidth = UNBOUNDED;
    private long leastMiddle;
    private int exchanges;

    private Clocks(JourneyPart leader, JourneyPart member) {
        this.leader = leader;
        this.member = member;
    }

    /// Null if there were not messages both ways.
    static @Nullable JourneyClock compare(JourneyPart leader, JourneyPart member) {
        Clocks clocks = new Clocks(leader, member);
        clocks.neighbours();
        clocks.ownMessages();
        return clocks.result();
    }

    private void neighbours() {
        long entry = nanos(leader, Stage.APPENDED, 0, 0);
        for (JourneyExchange there : leader.exchanges()) {
            JourneyExchange back = there.peer() == member.member() ? counterpart(there) : null;
            if (back != null) {
                long slack = Math.abs(there.sentNanos() - entry) / DRIFT_PART;
                long above = at(member, back.receivedNanos()) - at(leader, there.sentNanos()) + slack;
                long below = at(member, back.sentNanos()) - at(leader, there.receivedNanos()) - slack;
                bound(below, above);
                exchanges++;
                if (above >= below && above - below < leastWidth) {
                    leastWidth = above - below;
                    leastMiddle = middle(below, above);
                }
            }
        }
    }

    private @Nullable JourneyExchange counterpart(JourneyExchange there) {
        for (JourneyExchange e : member.exchanges()) {
            if (e.index() == there.index() && e.term() == there.term() && e.peer() == leader.member()) {
                return e;
            }
        }
        return null;
    }

    /// Also those that were not answered, or not by a message about the entry alone.
    private void ownMessages() {
        there(Stage.SENT, Stage.APPEND_RECEIVED);
        // who committed it by acknowledgements of its own needed no word of the leader
        if (peer(member, Stage.COMMITTED) == 0) {
            there(Stage.COMMITTED, Stage.COMMITTED);
        }
        back(Stage.FORWARDED, Stage.PROPOSAL_RECEIVED);
        back(Stage.ACK_SENT, Stage.ACK_RECEIVED);
    }

    private void there(Stage sent, Stage received) {
        long from = nanos(leader, sent, sent == Stage.SENT ? member.member() : 0, NONE);
        long to = nanos(member, received, received == Stage.APPEND_RECEIVED ? leader.member() : 0, NONE);
        if (from != NONE && to != NONE) {
            bound(-UNBOUNDED, at(member, to) - at(leader, from));
        }
    }

    private void back(Stage sent, Stage received) {
        long from = nanos(member, sent, sent == Stage.ACK_SENT ? leader.member() : 0, NONE);
        long to = nanos(leader, received, member.member(), NONE);
        if (from != NONE && to != NONE) {
            bound(at(member, from) - at(leader, to), UNBOUNDED);
        }
    }

    /// @param peer 0 for any
    private static long nanos(JourneyPart part, Stage stage, long peer, long otherwise) {
        for (JourneyStage s : part.stages()) {
            if (s.stage().equals(stage.toString()) && (peer == 0 || s.peer() == peer)) {
                return s.nanos();
            }
        }
        return otherwise;
    }

    private static long peer(JourneyPart part, Stage stage) {
        return part.stages().stream().filter(s -> s.stage().equals(stage.toString())).mapToLong(JourneyStage::peer).findFirst().orElse(0);
    }

    private void bound(long below, long above) {
        lower = Math.max(lower, below);
        upper = Math.min(upper, above);
    }

    private @Nullable JourneyClock result() {
        boolean bounded = lower > -UNBOUNDED && upper < UNBOUNDED;
        if (bounded && lower <= upper) {
            return clock(middle(lower, upper), half(upper - lower));
        }
        return leastWidth < UNBOUNDED ? clock(leastMiddle, half(leastWidth)) : null;
    }

    /// What the messages leave open, and how well each member knew its own clock.
    private JourneyClock clock(long offsetNanos, long openNanos) {
        return new JourneyClock(offsetNanos, openNanos + leader.originErrorNanos() + member.originErrorNanos(), exchanges);
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
