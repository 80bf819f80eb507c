package dev.raftd.ctl.command;

import dev.raftd.ctl.output.Out;
import java.nio.charset.StandardCharsets;

/// How far a download is, on a terminal. Confined to one thread.
final class Progress {
    private static final long PERIOD_NANOS = 200_000_000L;
    private static final String CLEAR = "\r\u001b[K";

    private final Out out;
    private final boolean shown;
    private long lastNanos = System.nanoTime();
    private boolean dirty;

    /// @param shown whether somebody looks
    Progress(Out out, boolean shown) {
        this.out = out;
        this.shown = shown;
    }

    void at(long bytes, long ofBytes) {
        long now = System.nanoTime();
        if (shown && now - lastNanos >= PERIOD_NANOS) {
            lastNanos = now;
            dirty = true;
            write(CLEAR + String.format("%.1f of %.1f MiB", mebibytes(bytes), mebibytes(ofBytes)));
        }
    }

    private static double mebibytes(long bytes) {
        return bytes / (double) (1 << 20);
    }

    /// Leaves an empty line.
    void end() {
        if (dirty)
            write(CLEAR);
        dirty = false;
    }

    private void write(String text) {
        out.raw(text.getBytes(StandardCharsets.US_ASCII));
    }
}
