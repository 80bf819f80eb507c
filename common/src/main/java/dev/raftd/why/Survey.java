package dev.raftd.why;

import dev.raftd.api.Evidence;
import java.util.List;

/// What asking all members brought.
public record Survey(List<Evidence> evidence, List<Silent> silent) {
    public Survey {
        evidence = List.copyOf(evidence);
        silent = List.copyOf(silent);
    }
}
