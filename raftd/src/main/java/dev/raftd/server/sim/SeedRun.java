package dev.raftd.server.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Many seeds, some at a time, each on a thread of its own: they have nothing in common.
public final class SeedRun {
    /// What they came to.
    ///
    /// @param violations in the order of their seeds
    /// @param coverage   what was met, and how often
    public record Summary(long seeds, long steps, long virtualNanos, List<Outcome> violations, Map<String, Long> coverage) {}

    private final SimOptions options;
    private final BooleanSupplier go;
    private final Consumer<Summary> progress;
    private final long end;
    private final AtomicLong next;
    private final TreeMap<Long, Outcome> violations = new TreeMap<>();
    private final TreeMap<String, Long> coverage = new TreeMap<>();
    private long seeds;
    private long steps;
    private long virtualNanos;

    /// @param go       asked before each seed
    /// @param progress told after each seed, one at a time
    public SeedRun(long first, long count, SimOptions options, BooleanSupplier go, Consumer<Summary> progress) {
        this.options = options;
        this.go = go;
        this.progress = progress;
        next = new AtomicLong(first);
        end = first + count;
    }

    public Summary run(int threads) throws InterruptedException {
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            workers.add(Thread.ofPlatform().name("seeds-" + i).start(this::work));
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return summary();
    }

    private void work() {
        while (go.getAsBoolean()) {
            long seed = next.getAndIncrement();
            if (seed >= end) {
                return;
            }
            done(Simulation.run(seed, options));
        }
    }

    private synchronized void done(Outcome outcome) {
        seeds++;
        steps += outcome.steps();
        virtualNanos += outcome.virtualNanos();
        outcome.coverage().forEach((what, times) -> coverage.merge(what, times, Long::sum));
        if (outcome.violation() != null) {
            violations.put(outcome.seed(), outcome);
        }
        progress.accept(summary());
    }

    private synchronized Summary summary() {
        return new Summary(seeds, steps, virtualNanos, List.copyOf(violations.values()), new TreeMap<>(coverage));
    }
}
