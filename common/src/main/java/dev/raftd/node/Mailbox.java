package dev.raftd.node;

import java.util.ArrayList;
import java.util.List;

/// Events on their way to the loop, in two lanes: one that refuses when it is full, one that never does. Thread-safe.
///
/// The loop takes everything by putting empty lists in place of the filled ones, so it holds the lock for an instant.
final class Mailbox {
    /// All that was queued: first the completions, then what was offered.
    record Mail(List<Event> posted, List<Event> offered) {}

    private final int eventsMax;
    private final long bytesMax;
    private final Runnable wake;
    private List<Event> posted = new ArrayList<>();
    private List<Event> offered = new ArrayList<>();
    private long offeredBytes;

    /// @param wake called when something arrives while nothing was there
    Mailbox(int eventsMax, long bytesMax, Runnable wake) {
        this.eventsMax = eventsMax;
        this.bytesMax = bytesMax;
        this.wake = wake;
    }

    boolean offer(Event event) {
        long size = event.sizeBytes();
        boolean first;
        synchronized (this) {
            if (offered.size() >= eventsMax || offeredBytes + size > bytesMax && !offered.isEmpty()) {
                return false;
            }
            first = isEmpty();
            offered.add(event);
            offeredBytes += size;
        }
        wakeIf(first);
        return true;
    }

    void post(Event event) {
        boolean first;
        synchronized (this) {
            first = isEmpty();
            posted.add(event);
        }
        wakeIf(first);
    }

    private void wakeIf(boolean first) {
        if (first) {
            wake.run();
        }
    }

    synchronized boolean isEmpty() {
        return posted.isEmpty() && offered.isEmpty();
    }

    synchronized Mail drain() {
        List<Event> mailPosted = List.of();
        List<Event> mailOffered = List.of();
        if (!posted.isEmpty()) {
            mailPosted = posted;
            posted = new ArrayList<>();
        }
        if (!offered.isEmpty()) {
            mailOffered = offered;
            offered = new ArrayList<>();
            offeredBytes = 0;
        }
        return new Mail(mailPosted, mailOffered);
    }

    synchronized int size() {
        return posted.size() + offered.size();
    }
}
