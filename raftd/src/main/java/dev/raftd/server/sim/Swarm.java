package dev.raftd.server.sim;

import dev.raftd.server.replica.ReplicaConfig;
import dev.raftd.server.storage.LogConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What a seed draws before anything happens: the cluster, its sizes, which faults are on, how often they come.
///
/// @param drawn         the kinds of faults that the seed has
/// @param on            those of them that happen
/// @param delayNanos    of a message, at least
/// @param jitterNanos   of a message, on average in addition
/// @param noisePpm      of the kinds that are there all the time, in a million
/// @param syncNanos     how long a sync lasts, about
/// @param queueMessages that wait for a peer
/// @param atlas         whether only a minority is damaged, so that the cluster must survive
record Swarm(int members, int clients, int keys, long thinkNanos, long tickMillis, int electionTicks, ReplicaConfig.Limits limits,
        LogConfig log, Set<FaultKind> drawn, Set<FaultKind> on, long delayNanos, long jitterNanos, int noisePpm, long syncNanos,
        int queueMessages,
        int chunkBytes, boolean atlas) {
    static final long MILLIS = 1_000_000;
    /// Faults are planned for so long, so that those that come do not depend on how long they may.
    private static final int ELECTIONS_MAX = 100;

    static Swarm draw(Dice seed, SimOptions options) {
        Dice dice = seed.fork("swarm");
        Set<FaultKind> drawn = kinds(seed.fork("kinds"));
        Set<FaultKind> on = drawn.stream().filter(options::allows).collect(Collectors.toCollection(() -> EnumSet.noneOf(FaultKind.class)));
        int members = Math.min(options.membersMax(), List.of(3, 3, 3, 5, 5, 7, 4, 2, 1).get(dice.below(9)));
        long tick = dice.pick(List.of(10L, 50L, 100L, 100L));
        int electionTicks = (int) dice.between(5, 15);
        // an election timeout is several times what a question and its answer take, or nobody is elected
        long election = electionTicks * tick * MILLIS;
        long snapshotEvery = dice.scaled(1, 1000);
        long retain = dice.percent(50) ? 0 : dice.scaled(1, snapshotEvery + 50);
        ReplicaConfig.Limits limits = new ReplicaConfig.Limits((int) dice.between(2L * electionTicks, 8L * electionTicks),
                (int) dice.scaled(10, 1000), snapshotEvery, 256L << 20, retain, dice.scaled(10, 1000), 1, 0,
                (int) dice.scaled(1, 256), dice.scaled(200, 1 << 20), dice.scaled(4_000, 1 << 20), 20_000);
        LogConfig log = new LogConfig((int) dice.scaled(2, 64) << 10, dice.percent(30) ? dice.between(0, 4_000) : 16 << 20,
                (int) dice.between(0, 2), dice.percent(50) ? 0 : dice.scaled(4, 64) << 10, dice.percent(50) ? 0 : dice.scaled(1, 1 << 20));
        return new Swarm(members, (int) dice.between(1, options.clientsMax()), (int) dice.scaled(1, 16),
                dice.scaled(election / 32, election), tick, electionTicks, limits, log, drawn, on,
                Math.min(dice.scaled(20_000, 20 * MILLIS), election / 16),
                Math.min(dice.scaled(10_000, 10 * MILLIS), election / 32), (int) dice.scaled(1_000, 200_000),
                dice.scaled(20_000, 5 * MILLIS),
                (int) dice.scaled(4, 4096), (int) dice.scaled(64, 64 << 10), dice.percent(85));
    }

    private static Set<FaultKind> kinds(Dice dice) {
        EnumSet<FaultKind> on = EnumSet.noneOf(FaultKind.class);
        for (FaultKind kind : FaultKind.values()) {
            if (dice.percent(50)) {
                on.add(kind);
            }
        }
        // who may be damaged is decided for the first members
        if (on.contains(FaultKind.MEMBERS)) {
            on.remove(FaultKind.DAMAGE);
            on.remove(FaultKind.DATA_LOST);
        }
        return on;
    }

    boolean has(FaultKind kind) {
        return on.contains(kind);
    }

    long electionNanos() {
        return electionTicks * tickMillis * MILLIS;
    }

    /// How long faults happen.
    long faultNanos(SimOptions options) {
        return Math.min(ELECTIONS_MAX * electionNanos(), options.faultMillis() * electionNanos() / 1_000);
    }

    /// The faults to come, by their time. A fault has the same number whichever others are left out.
    List<Fault> plan(Dice seed, SimOptions options) {
        List<Fault> all = new ArrayList<>();
        for (FaultKind kind : drawn) {
            if (kind.isEvent()) {
                addFaults(all, kind, seed.fork("plan", kind.ordinal()));
            }
        }
        all.sort(Comparator.comparingLong(Fault::atNanos).thenComparing(Fault::kind));
        List<Fault> plan = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Fault f = all.get(i);
            if (options.has(i) && has(f.kind()) && f.atNanos() < faultNanos(options)) {
                plan.add(new Fault(i, f.atNanos(), f.kind(), f.durationNanos(), f.luck()));
            }
        }
        return plan;
    }

    private void addFaults(List<Fault> all, FaultKind kind, Dice dice) {
        long meanNanos = dice.scaled(electionNanos() / 2, electionNanos() * 8);
        long endNanos = electionNanos() * ELECTIONS_MAX;
        for (long at = dice.exponential(meanNanos); at < endNanos; at += dice.exponential(meanNanos)) {
            long duration = dice.scaled(1, 40) * electionNanos() / 10;
            all.add(new Fault(0, at, kind, duration, dice.nextLong()));
        }
    }
}
