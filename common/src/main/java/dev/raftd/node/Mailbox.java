package dev.raftd.node;

import java.util.ArrayList;
import java.util.List;

/// Events on their way to the loop. Thread-safe.
///
///     completions   never refused
///     peers         messages, and what befell others; refused when full
///     requests      everything else that is offered; refused when full
///
/// Peers and requests are bounded each on its own: a member that was stuck and answers ten thousand heartbeats at once costs no client its
/// place. The loop takes everything by putting empty lists in place of the filled ones, so it holds the lock for an instant.
final class Mailbox {
    private static final class Lane {
        private List<Event> events = new ArrayList<>();
        private long bytes;

        void add(Event event, long size) {
            events.add(event);
            bytes += size;
        }

        List<Event> drain() {
            if (events.isEmpty()) {
                return List.of();
            }
            List<Event> drained = events;
            events = new ArrayList<>();
            bytes = 0;
            return drained;
        }
    }

    /// All that was queued, to be stepped in this order.
    record Mail(List<Event> completions, List<Event> peers, List<Event> requests) {}

    private final int eventsMax;
    private final long bytesMax;
    private final Runnable wake;
    private final Lane completions = new Lane();
    private final Lane peers = new Lane();
    private final Lane requests = new Lane();

    /// @param eventsMax of a bounded lane
    /// @param bytesMax  of a bounded lane; a larger event is taken when nothing else waits there
    /// @param wake      called when something arrives while nothing was there
    Mailbox(int eventsMax, long bytesMax, Runnable wake) {
        this.eventsMax = eventsMax;
        this.bytesMax = bytesMax;
        this.wake = wake;
    }

    boolean offer(Event event) {
        Lane lane = event.isOfPeers() ? peers : requests;
        long size = event.sizeBytes();
        boolean first;
        synchronized (this) {
            int count = lane.events.size();
            if (count >= eventsMax || count > 0 && lane.bytes + size > bytesMax) {
                return false;
            }
            first = isEmpty();
            lane.add(event, size);
        }
        wakeIf(first);
        return true;
    }

    void post(Event event) {
        boolean first;
        synchronized (this) {
            first = isEmpty();
            completions.add(event, 0);
        }
        wakeIf(first);
    }

    private void wakeIf(boolean first) {
        if (first) {
            wake.run();
        }
    }

    synchronized boolean isEmpty() {
        return completions.events.isEmpty() && peers.events.isEmpty() && requests.events.isEmpty();
    }

    synchronized Mail drain() {
        return new Mail(completions.drain(), peers.drain(), requests.drain());
    }

    synchronized boolean isFull() {
        return isFull(peers) || isFull(requests);
    }

    private boolean isFull(Lane lane) {
        return lane.events.size() >= eventsMax || lane.bytes >= bytesMax;
    }

    synchronized int size() {
        return completions.events.size() + peers.events.size() + requests.events.size();
    }
}
