package dev.raftd.journey;

import dev.raftd.api.JourneyStage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The stages of all members on one axis. Confined.
final class Timeline {
    /// A member's stage.
    static final class Point {
        final long member;
        final Stage stage;
        final long peer;
        long nanos;

        Point(long member, Stage stage, long peer, long nanos) {
            this.member = member;
            this.stage = stage;
            this.peer = peer;
            this.nanos = nanos;
        }
    }

    private final List<Point> points = new ArrayList<>();
    /// By how much the furthest effect was before its cause.
    private long movedNanos;

    /// @param shift added to the stage's time
    void add(long member, JourneyStage stage, long shift) {
        for (Stage known : Stage.values()) {
            if (known.toString().equals(stage.stage())) {
                points.add(new Point(member, known, stage.peer(), stage.nanos() + shift));
            }
        }
    }

    /// The member's stage, of any peer; null if it was not recorded.
    @Nullable
    Point find(long member, Stage stage) {
        return points.stream().filter(p -> p.member == member && p.stage == stage).min(Comparator.comparingLong(p -> p.nanos)).orElse(null);
    }

    @Nullable
    Point find(long member, Stage stage, long peer) {
        return points.stream().filter(p -> p.member == member && p.stage == stage && p.peer == peer).findFirst().orElse(null);
    }

    /// The effect is moved to its cause if it is before it.
    void order(@Nullable Point cause, @Nullable Point effect) {
        if (cause != null && effect != null && effect.nanos < cause.nanos) {
            movedNanos = Math.max(movedNanos, cause.nanos - effect.nanos);
            effect.nanos = cause.nanos;
        }
    }

    long movedNanos() {
        return movedNanos;
    }

    long first() {
        return points.stream().mapToLong(p -> p.nanos).min().orElse(0);
    }

    long last() {
        return points.stream().mapToLong(p -> p.nanos).max().orElse(0);
    }

    /// A member's stages in the order of time, from that origin on.
    List<JourneyStage> of(long member, long origin) {
        return points.stream().filter(p -> p.member == member)
                .sorted(Comparator.<Point>comparingLong(p -> p.nanos).thenComparing(p -> p.stage).thenComparing(p -> p.peer,
                        Long::compareUnsigned))
                .map(p -> new JourneyStage(p.stage.toString(), p.peer, p.nanos - origin)).toList();
    }

    /// Whom the member had acknowledged the entry by then.
    List<Long> acknowledgedBy(long member, long nanos) {
        return points.stream().filter(p -> p.member == member && p.stage == Stage.ACK_RECEIVED && p.nanos <= nanos).map(p -> p.peer)
                .toList();
    }
}
