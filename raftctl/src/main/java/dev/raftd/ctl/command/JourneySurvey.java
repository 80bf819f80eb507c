package dev.raftd.ctl.command;

import dev.raftd.api.Journey;
import dev.raftd.api.JourneyMember;
import dev.raftd.api.WriteResponse;
import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.RequestException;
import java.util.concurrent.locks.LockSupport;

/// The journey of an entry that was just applied: those who still have to hear of it get a moment to.
final class JourneySurvey {
    private static final long PATIENCE_NANOS = 1_000_000_000;
    private static final long PAUSE_NANOS = 50_000_000;

    private final Cluster cluster;

    JourneySurvey(Cluster cluster) {
        this.cluster = cluster;
    }

    Journey of(WriteResponse written) throws RequestException, CommandException {
        long endNanos = System.nanoTime() + PATIENCE_NANOS;
        Journey journey = cluster.journey(written.index(), null);
        while (!isWhole(journey) && System.nanoTime() < endNanos && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, PAUSE_NANOS);
            journey = cluster.journey(written.index(), null);
        }
        if (journey.term() != written.term())
            throw new CommandException(ExitCode.REFUSED, "journey_not_recorded", "what is recorded at index "
                    + written.index() + " is an entry of term " + journey.term() + ", not of " + written.term(), "look at 'raftctl log'");
        return journey;
    }

    /// Whether all that answered have applied it, and their acknowledgements have come.
    private static boolean isWhole(Journey journey) {
        return journey.members().stream()
                .allMatch(m -> has(m, "applied", 0) && (m.id() == journey.leader() || isAcknowledged(journey, m.id())));
    }

    private static boolean isAcknowledged(Journey journey, long member) {
        return journey.members().stream().filter(m -> m.id() == journey.leader()).allMatch(m -> has(m, "ack-received", member));
    }

    private static boolean has(JourneyMember member, String stage, long peer) {
        return member.stages().stream().anyMatch(s -> s.stage().equals(stage) && s.peer() == peer);
    }
}
