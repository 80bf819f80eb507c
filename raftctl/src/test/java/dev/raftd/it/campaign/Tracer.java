package dev.raftd.it.campaign;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// strace on one running process, which changes what its system calls come to: for machines without a C compiler. All calls get slower.
final class Tracer {
    private static final long DETACH_SECONDS = 5;

    private @Nullable Process strace;

    /// Why this machine cannot do it, found out by doing it; null if it can.
    static @Nullable String missing() {
        String missing = Machine.missing(false, "strace", "sync");
        return missing != null
                ? missing
                : Machine.failure(() -> {
                    String out = Machine.result("", List.of("strace", "-e", "trace=sync", "-e", "inject=sync:error=EIO", "sync")).output();
                    if (!out.contains("INJECTED"))
                        throw new IOException("strace may not trace here");
                });
    }

    /// Returns when it is at work.
    void begin(long pid, DiskFault fault) throws IOException {
        String inject = fault.inject();
        if (inject == null)
            throw new IllegalArgumentException("not by strace: " + fault);
        Process started = new ProcessBuilder("strace", "-f", "-p", Long.toString(pid), "-e",
                "trace=" + inject.substring(0, inject.indexOf(':')), "-e",
                "inject=" + inject).redirectErrorStream(true).start();
        strace = started;
        String line = started.inputReader().readLine();
        if (line == null || !line.contains("attached"))
            throw new IOException("strace does not attach: " + line);
        Thread.ofVirtual().start(() -> started.inputReader().lines().forEach(l -> {}));
    }

    /// The process goes on as before, if it still runs.
    void end() throws IOException {
        Process tracing = strace;
        strace = null;
        if (tracing == null)
            return;
        Machine.result("", List.of("kill", "-INT", Long.toString(tracing.pid())));
        try {
            if (!tracing.waitFor(DETACH_SECONDS, TimeUnit.SECONDS))
                throw new IOException("strace does not detach");
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
