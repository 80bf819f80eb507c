package dev.raftd.api;

/// Neighbouring entries of one term.
///
/// @param from the first index
/// @param to   the last index
public record TermRun(long from, long to, long term) {
    public TermRun {
        if (from > to)
            throw new IllegalArgumentException("a run of terms is not empty");
    }
}
