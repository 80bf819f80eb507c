package dev.raftd.server.sim;

/// One fault to come, with all that it needs, so that leaving another one out does not change it.
///
/// @param number its place in the plan
/// @param luck   what is drawn when it happens is drawn from this
record Fault(int number, long atNanos, FaultKind kind, long durationNanos, long luck) {
    Dice dice() {
        return new Dice(luck);
    }

    @Override
    public String toString() {
        return "#%d %s at %d ms for %d ms".formatted(number, kind, atNanos / 1_000_000, durationNanos / 1_000_000);
    }
}
