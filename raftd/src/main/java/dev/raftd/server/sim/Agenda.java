package dev.raftd.server.sim;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Virtual time: what is to happen, in the order of its time; what is due at the same time, in the order in which it was asked for.
///
/// Something that takes time within a call, such as a sync, lets the others go on with [#sleep]: the agenda runs inside the call, until the
/// time is over. A sleeper within a sleep wakes before the outer one at the latest, as if the disk had been faster.
final class Agenda {
    private record Event(long nanos, long number, Runnable action) {
        boolean isBefore(Event o) {
            return nanos < o.nanos || nanos == o.nanos && number < o.number;
        }
    }

    private @Nullable Event[] heap = new @Nullable Event[1024];
    private int size;
    private long number;
    private long nowNanos;
    private long steps;
    private long hash;
    private int depth;
    private long innerEndNanos = Long.MAX_VALUE;
    private long outerEndNanos = Long.MAX_VALUE;
    private boolean stopped;

    long nowNanos() {
        return nowNanos;
    }

    long steps() {
        return steps;
    }

    /// Of all that was noted so far.
    long hash() {
        return hash;
    }

    /// Something happened that tells one run from another.
    void note(long what) {
        hash = Dice.mix(hash, what);
    }

    /// Nothing more happens.
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    void after(long nanos, Runnable action) {
        at(nowNanos + nanos, action);
    }

    void at(long nanos, Runnable action) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        Event event = new Event(Math.max(nanos, nowNanos), number++, action);
        int i = size++;
        while (i > 0 && event.isBefore(event((i - 1) / 2))) {
            heap[i] = heap[(i - 1) / 2];
            i = (i - 1) / 2;
        }
        heap[i] = event;
    }

    private Event event(int i) {
        Event event = heap[i];
        assert event != null;
        return event;
    }

    private Event take() {
        Event first = event(0);
        Event last = event(--size);
        heap[size] = null;
        if (size > 0) {
            sink(last);
        }
        return first;
    }

    private void sink(Event event) {
        int i = 0;
        while (2 * i + 1 < size) {
            int child = 2 * i + 1;
            if (child + 1 < size && event(child + 1).isBefore(event(child))) {
                child++;
            }
            if (event.isBefore(event(child))) {
                break;
            }
            heap[i] = heap[child];
            i = child;
        }
        heap[i] = event;
    }

    /// Lets everything happen before that time, as long as `go` says so.
    void run(long endNanos, BooleanSupplier go) {
        while (!stopped && size > 0 && event(0).nanos < endNanos && go.getAsBoolean()) {
            Event event = take();
            nowNanos = event.nanos;
            steps++;
            hash = Dice.mix(hash, nowNanos);
            event.action.run();
        }
        if (!stopped && go.getAsBoolean()) {
            nowNanos = Math.max(nowNanos, endNanos);
        }
    }

    /// Lets time pass within a call, or less, if whoever sleeps is gone.
    void sleep(long nanos, BooleanSupplier alive) {
        long outside = innerEndNanos;
        long end = Math.min(nowNanos + nanos, outside);
        if (depth++ == 0) {
            outerEndNanos = end;
        }
        innerEndNanos = end;
        try {
            run(end, alive);
        } finally {
            innerEndNanos = outside;
            depth--;
        }
    }

    /// Whether somebody sleeps now, and so whoever begins to sleep now wakes before that one does.
    boolean isNested() {
        return depth > 0;
    }

    /// When the one wakes who fell asleep first.
    long outerEndNanos() {
        return outerEndNanos;
    }
}
