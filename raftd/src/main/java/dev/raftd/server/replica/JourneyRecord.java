package dev.raftd.server.replica;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.JourneyPart;
import dev.raftd.api.LogEntry;
import dev.raftd.api.LogResponse;
import dev.raftd.server.journey.Journeys;
import dev.raftd.server.journey.Track;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// This member's part of a journey, as the API's record. On the raft loop.
final class JourneyRecord {
    private static final int READINGS = 5;
    /// What is lost by telling microseconds.
    private static final long ROUNDED_NANOS = 1_000;

    private final ReplicaConfig.Self self;
    private final View view;
    private final Journeys journeys;

    JourneyRecord(ReplicaConfig.Self self, View view, Journeys journeys) {
        this.self = self;
        this.view = view;
        this.journeys = journeys;
    }

    /// A part whose entry has yet to be read from the log, which may not have it any more.
    record Found(JourneyPart part, boolean empty) {
        long index() {
            return part.index();
        }

        JourneyPart with(Answer<LogResponse> log) {
            List<LogEntry> entries = log instanceof Answer.Ok<LogResponse>(LogResponse seen) ? seen.entries() : List.of();
            String read = entries.stream().filter(e -> e.index() == part.index() && e.term() == part.term()).map(LogEntry::text).findFirst()
                    .orElse(null);
            return withText(empty ? "" : read);
        }

        private JourneyPart withText(@Nullable String text) {
            return new JourneyPart(part.member(), part.role(), part.index(), part.term(), part.type(), text, part.voters(),
                    part.votersOutgoing(), part.originMicros(), part.stages(), part.exchanges(), part.originErrorNanos());
        }
    }

    Answer<Found> find(EntryChoice choice, InstantSource clock) {
        if (!journeys.isOn()) {
            return failed("this member records none: it was started with --journey-entries 0");
        }
        long index = switch (choice) {
            case EntryChoice.At at -> at.index();
            case EntryChoice.OfKey of -> journeys.lastOf(of.key());
            case EntryChoice.Last last -> journeys.last();
        };
        Track track = index == 0 ? null : journeys.track(index);
        return track == null ? failed(absent(choice)) : new Answer.Ok<>(found(track, clock));
    }

    private static Answer<Found> failed(String detail) {
        return new Answer.Failed<>(Failure.notApplied(ErrorCode.JOURNEY_NOT_RECORDED, detail));
    }

    private String absent(EntryChoice choice) {
        return switch (choice) {
            case EntryChoice.At at when at.index() > journeys.newest() -> "entry " + at.index() + " was not appended to the log of member "
                    + id() + " since it was started";
            case EntryChoice.At at -> "entry " + at.index() + " is not among what member " + id() + " recorded: the last "
                    + journeys.capacity() + " entries that it appended since it was started, up to " + journeys.newest();
            case EntryChoice.OfKey of -> "no write of that key is among the last " + journeys.capacity() + " entries that member " + id()
                    + " appended since it was started";
            case EntryChoice.Last last -> "member " + id() + " has appended no write since it was started";
        };
    }

    private String id() {
        return Long.toUnsignedString(self.id());
    }

    private Found found(Track track, InstantSource clock) {
        long origin = track.origin();
        Begin begin = begin(clock);
        long originMicros = (begin.nanos + origin) / 1_000;
        String role = view.leads() ? "leader" : view.isLearner(self.id()) ? "learner" : "follower";
        JourneyPart part = new JourneyPart(self.id(), role, track.index(), track.term(), track.type(), null, view.conf().voters(),
                view.conf().votersOutgoing(), originMicros, track.stages(origin), journeys.exchanges(track.index(), origin),
                begin.errorNanos + ROUNDED_NANOS);
        return new Found(part, track.isEmpty());
    }

    /// Where recorded times begin.
    ///
    /// @param nanos      since 1970
    /// @param errorNanos the truth is no further than this from it
    private record Begin(long nanos, long errorNanos) {}

    /// From the one of a few tries in which both clocks were read closest together.
    private Begin begin(InstantSource clock) {
        Begin best = new Begin(0, Long.MAX_VALUE);
        for (int i = 0; i < READINGS; i++) {
            long before = journeys.now();
            Instant wall = clock.instant();
            long half = Math.ceilDiv(journeys.now() - before, 2);
            if (half < best.errorNanos) {
                best = new Begin(wall.getEpochSecond() * 1_000_000_000L + wall.getNano() - before - half, half);
            }
        }
        return best;
    }
}
