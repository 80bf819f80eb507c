package dev.raftd.ctl.command;

import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Table;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

/// What a load measured. Latencies are of answered operations.
record LoadReport(String operation, int clients, int sizeBytes, long durationMillis, long operations, double opsPerSecond, long p50Micros,
        long p99Micros, long p999Micros, long maxMicros, Errors errors) {
    /// @param notApplied  refused for sure
    /// @param unknown     may have been applied
    /// @param unreachable no member got it, or of reads: no answer
    record Errors(long notApplied, long unknown, long unreachable) {}

    /// Filled by all clients at once.
    static final class Counts {
        private static final long MICROS_MAX = TimeUnit.HOURS.toMicros(1);
        private static final int DIGITS = 3;

        private final Histogram micros = new AtomicHistogram(MICROS_MAX, DIGITS);
        final LongAdder notApplied = new LongAdder();
        final LongAdder unknown = new LongAdder();
        final LongAdder unreachable = new LongAdder();

        void answered(long nanos) {
            micros.recordValue(Math.min(MICROS_MAX, TimeUnit.NANOSECONDS.toMicros(nanos)));
        }
    }

    /// @param elapsedNanos from the end of the warm-up to the end of the last operation
    static LoadReport of(Load.Plan plan, Counts counts, long elapsedNanos) {
        Histogram micros = counts.micros;
        long operations = micros.getTotalCount();
        long elapsed = Math.max(1, elapsedNanos);
        double perSecond = Math.round(operations * 1e10 / elapsed) / 10.0;
        Errors errors = new Errors(counts.notApplied.sum(), counts.unknown.sum(), counts.unreachable.sum());
        return new LoadReport(plan.kind().toString(), plan.clients(), plan.sizeBytes(), TimeUnit.NANOSECONDS.toMillis(elapsed), operations,
                perSecond, micros.getValueAtPercentile(50), micros.getValueAtPercentile(99), micros.getValueAtPercentile(99.9),
                micros.getMaxValue(), errors);
    }

    /// Of a run in which nothing was answered.
    int exitCode() {
        if (errors.unknown > 0)
            return ExitCode.OUTCOME_UNKNOWN;
        return errors.notApplied > 0 ? ExitCode.REFUSED : ExitCode.UNREACHABLE;
    }

    void print(Out out) {
        out.line(
                operation + "  " + clients + " clients  " + sizeBytes + " bytes  " + durationMillis + " ms  " + operations + " operations");
        out.table(new Table("OPS/S", "P50 µs", "P99 µs", "P99.9 µs", "MAX µs", "NOT-APPLIED", "UNKNOWN", "UNREACHABLE").row(
                String.format(Locale.ROOT, "%.1f", opsPerSecond), p50Micros, p99Micros, p999Micros, maxMicros, errors.notApplied,
                errors.unknown, errors.unreachable));
    }
}
