package dev.raftd.server;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Keeps a line that comes again and again from filling the log: lets the first few of a kind through in each span of time, and says with
/// the next one how many it kept back. Lines are of one kind if they differ in numbers only. Confined to one thread.
final class LineLimit {
    static final int LINES_MAX = 10;
    static final long SPAN_NANOS = 30_000_000_000L;
    private static final int KINDS_MAX = 256;
    private static final Pattern NUMBERS = Pattern.compile("[0-9a-f]*[0-9][0-9a-f]*");

    private static final class Span {
        private final long startNanos;
        private int lines;

        Span(long startNanos) {
            this.startNanos = startNanos;
        }
    }

    private final LongSupplier nanoTime;
    private final Map<String, Span> spans = new HashMap<>();

    LineLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// The line as it is to be written, null if it is not.
    @Nullable
    String pass(String line) {
        long now = nanoTime.getAsLong();
        String kind = NUMBERS.matcher(line).replaceAll("#");
        Span span = spans.get(kind);
        if (span == null || now - span.startNanos >= SPAN_NANOS) {
            int keptBack = span == null ? 0 : Math.max(0, span.lines - LINES_MAX);
            begin(kind, now);
            return keptBack == 0 ? line : line + " (and " + keptBack + " lines like this one before)";
        }
        span.lines++;
        return span.lines <= LINES_MAX ? line : null;
    }

    private void begin(String kind, long now) {
        if (spans.size() >= KINDS_MAX)
            spans.clear();
        Span span = new Span(now);
        span.lines = 1;
        spans.put(kind, span);
    }
}
