package dev.raftd.it.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What was done to whom, and when. Thread-safe.
final class Timeline {
    private final long begun = System.nanoTime();
    private final List<String> lines = new ArrayList<>();

    synchronized void add(String what) {
        lines.add(String.format(Locale.ROOT, "%8.3f s  %s", (System.nanoTime() - begun) / 1e9, what));
    }

    @Override
    public synchronized String toString() {
        return String.join("\n", lines);
    }
}
