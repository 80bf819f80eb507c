package dev.raftd.server.sim;

import java.util.Map;
import java.util.TreeMap;

/// What was met, and how often.
final class Coverage {
    private final TreeMap<String, Long> counts = new TreeMap<>();

    void hit(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    Map<String, Long> counts() {
        return counts;
    }
}
