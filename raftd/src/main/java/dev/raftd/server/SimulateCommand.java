package dev.raftd.server;

import dev.raftd.server.sim.Outcome;
import dev.raftd.server.sim.SeedRun;
import dev.raftd.server.sim.Shrinker;
import dev.raftd.server.sim.SimOptions;
import dev.raftd.server.sim.Simulation;
import dev.raftd.server.sim.Violation;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `raftd simulate`: whole clusters in memory, with faults, in virtual time; each seed another run.
@Command(name = "simulate", description = {
        "Runs clusters in memory with every fault that a seed draws, in virtual time, and checks that nothing is lost.",
        "A seed and its options always give the same run. Exit status 1 if a run violates what must hold."}, mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {
    private static final Duration SHRINK_MAX = Duration.ofMinutes(2);
    private static final long FIRST_SEED_MAX = 1L << 40;
    private static final long PROGRESS_NANOS = 200_000_000L;

    @Option(names = "--seed", paramLabel = "N", description = "The first seed (default: any).")
    private @Nullable Long seed;

    @Option(names = "--seeds", paramLabel = "COUNT", description = "How many seeds (default: 1 with --seed, else 100; any number with --time).")
    private @Nullable Long seeds;

    @Option(names = "--time", paramLabel = "TIME", converter = Units.DurationConverter.class, description = "Stop after that time.")
    private @Nullable Duration time;

    @Option(names = "--threads", paramLabel = "COUNT", description = "Seeds that run at a time (default: a core each).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--members", paramLabel = "COUNT", description = "At most so many first members (default: 7).")
    private int members = SimOptions.DEFAULT.membersMax();

    @Option(names = "--clients", paramLabel = "COUNT", description = "At most so many clients (default: 8).")
    private int clients = SimOptions.DEFAULT.clientsMax();

    @Option(names = "--without", paramLabel = "KIND", split = ",", description = "Kinds of faults that are left out, such as POWER_CUT.")
    private Set<String> without = Set.of();

    @Option(names = "--faults", paramLabel = "N", split = ",", description = "The only faults that happen, by the numbers that --trace shows.")
    private @Nullable Set<Integer> faults;

    @Option(names = "--trace", description = "Shows what each member did last, in columns; for one seed.")
    private boolean trace;

    @Option(names = "--shrink", description = "Looks for a smaller run that violates the same, for two minutes at most.")
    private boolean shrink;

    @Option(names = "--coverage", description = "Shows what was met, and how often.")
    private boolean coverage;

    @Spec
    private CommandSpec spec;

    private long startNanos;
    private long shownNanos;

    @Override
    public Integer call() throws UsageException, InterruptedException {
        SimOptions options = options();
        startNanos = System.nanoTime();
        long first = seed != null ? seed : new SecureRandom().nextLong(1, FIRST_SEED_MAX);
        long count = seeds != null ? seeds : time != null ? Long.MAX_VALUE - first : seed != null ? 1 : 100;
        SeedRun run = new SeedRun(first, count, options, this::hasTime, this::progress);
        SeedRun.Summary summary = run.run(threads);
        clearProgress();
        summary(first, summary);
        for (Outcome outcome : summary.violations())
            violation(outcome, options);
        if (trace && summary.violations().isEmpty() && count == 1)
            Simulation.trace(first, options).forEach(out()::println);
        return summary.violations().isEmpty() ? ExitStatus.OK : ExitStatus.FINDINGS;
    }

    private SimOptions options() throws UsageException {
        Set<String> unknown = new TreeSet<>(without);
        unknown.removeAll(SimOptions.kinds());
        if (!unknown.isEmpty())
            throw new UsageException("--without: there is no kind of fault " + String.join(", ", unknown) + "; there are "
                    + String.join(", ", SimOptions.kinds()));
        if (threads < 1 || members < 1 || clients < 1 || seeds != null && seeds < 1)
            throw new UsageException("--threads, --members, --clients and --seeds are 1 or more");
        return new SimOptions(SimOptions.DEFAULT.faultMillis(), members, clients, without, faults, false);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private boolean hasTime() {
        return time == null || System.nanoTime() - startNanos < time.toNanos();
    }

    private void progress(SeedRun.Summary soFar) {
        long now = System.nanoTime();
        if (System.console() == null || now - shownNanos < PROGRESS_NANOS)
            return;
        shownNanos = now;
        System.err.printf("\r%d seeds, %d violations ", soFar.seeds(), soFar.violations().size());
        System.err.flush();
    }

    private void clearProgress() {
        if (shownNanos != 0) {
            System.err.print("\r" + " ".repeat(40) + "\r");
            System.err.flush();
        }
    }

    private void summary(long first, SeedRun.Summary s) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        out().printf("%d %s from %d: %s; %d steps, %.0f a second, %s of virtual time in %s%n", s.seeds(), s.seeds() == 1 ? "seed" : "seeds",
                first, s.violations().isEmpty() ? "all well" : s.violations().size() + " violated", s.steps(), s.steps() / seconds,
                words(s.virtualNanos() / 1e9), words(seconds));
        if (coverage)
            s.coverage().forEach((what, times) -> out().printf("%12d  %s%n", times, what));
        out().flush();
    }

    private static String words(double seconds) {
        if (seconds < 120)
            return String.format("%.1f s", seconds);
        return seconds < 7200 ? String.format("%.1f min", seconds / 60) : String.format("%.1f h", seconds / 3600);
    }

    private void violation(Outcome outcome, SimOptions options) {
        String invariant = Objects.requireNonNull(outcome.violation()).invariant();
        SimOptions smallest = shrink ? shrunk(outcome.seed(), options, invariant) : options;
        Violation v = Objects.requireNonNull(Simulation.run(outcome.seed(), smallest.withTrace(true)).violation(),
                "a seed's run is repeated");
        out().printf("%nseed %d violates %s after %.6f virtual seconds:%n  %s%n%n", outcome.seed(), v.invariant(), v.nanos() / 1e9,
                v.detail());
        v.lastEvents().forEach(out()::println);
        out().printf("%nrepeat it: %s%n", command(outcome.seed(), smallest));
        out().flush();
    }

    private static SimOptions shrunk(long seed, SimOptions options, String invariant) {
        long begin = System.nanoTime();
        return Shrinker.shrink(seed, options, invariant, () -> System.nanoTime() - begin < SHRINK_MAX.toNanos());
    }

    private static String command(long seed, SimOptions options) {
        StringBuilder command = new StringBuilder("raftd simulate --seed " + seed);
        if (options.membersMax() != SimOptions.DEFAULT.membersMax())
            command.append(" --members ").append(options.membersMax());
        if (options.clientsMax() != SimOptions.DEFAULT.clientsMax())
            command.append(" --clients ").append(options.clientsMax());
        if (!options.without().isEmpty())
            command.append(" --without ").append(String.join(",", new TreeSet<>(options.without())));
        Set<Integer> only = options.faults();
        if (only != null)
            command.append(" --faults ").append(new TreeSet<>(only).stream().map(String::valueOf).collect(Collectors.joining(",")));
        return command.append(" --trace").toString();
    }
}
