package dev.raftd.it.campaign;

import dev.raftd.server.check.History;
import dev.raftd.server.check.Outcome;
import dev.raftd.server.check.Recorder;
import dev.raftd.server.check.Request;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// What all clients asked for and were told, by one clock. Thread-safe.
final class Ledger {
    private final Recorder recorder = new Recorder();
    private final AtomicLong processes = new AtomicLong();
    private long answered;
    private long refused;
    private long unknown;
    private long lastWriteNanos = System.nanoTime();
    private long silenceNanos;

    /// @param answered with a result
    /// @param refused  for certain
    record Counts(long answered, long refused, long unknown) {
        @Override
        public String toString() {
            return answered + " answered, " + refused + " refused, " + unknown + " unknown";
        }
    }

    /// A client begins, or goes on after an outcome it does not know.
    long newProcess() {
        return processes.incrementAndGet();
    }

    /// @return the operation's number
    synchronized int begin(long process, Request request) {
        return recorder.begin(process, request, System.nanoTime());
    }

    synchronized void end(int operation, Outcome outcome) {
        recorder.end(operation, outcome, System.nanoTime());
        switch (outcome) {
            case Outcome.Unknown o -> unknown++;
            case Outcome.NotApplied o -> refused++;
            case Outcome.Written o -> {
                answered++;
                written();
            }
            case Outcome.CompareFailed o -> answered++;
            case Outcome.Got o -> answered++;
            case Outcome.Ranged o -> answered++;
        }
    }

    private void written() {
        long now = System.nanoTime();
        silenceNanos = Math.max(silenceNanos, now - lastWriteNanos);
        lastWriteNanos = now;
    }

    /// The longest time between two writes that were acknowledged, the beginning counting as one.
    synchronized long silenceMillis() {
        return TimeUnit.NANOSECONDS.toMillis(silenceNanos);
    }

    synchronized Counts counts() {
        return new Counts(answered, refused, unknown);
    }

    synchronized History history() {
        return recorder.history();
    }
}
