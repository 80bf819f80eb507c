package dev.raftd.server.replica;

/// The largest of the values that came within the last ten seconds, to a second.
///
///     second  10  11  12  13  ...        a value goes to its second's cell; a cell of a former round is empty
///     cell     0   1   2   3
///
/// Thread-safe.
final class RecentMax {
    private static final int SECONDS = 10;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final long[] seconds = new long[SECONDS];
    private final long[] values = new long[SECONDS];

    synchronized void add(long value, long nowNanos) {
        long second = Math.floorDiv(nowNanos, SECOND_NANOS);
        int cell = Math.floorMod(second, SECONDS);
        values[cell] = seconds[cell] == second ? Math.max(values[cell], value) : value;
        seconds[cell] = second;
    }

    /// @return 0 if there was none
    synchronized long at(long nowNanos) {
        long second = Math.floorDiv(nowNanos, SECOND_NANOS);
        long max = 0;
        for (int cell = 0; cell < SECONDS; cell++) {
            if (second - seconds[cell] < SECONDS) {
                max = Math.max(max, values[cell]);
            }
        }
        return max;
    }
}
