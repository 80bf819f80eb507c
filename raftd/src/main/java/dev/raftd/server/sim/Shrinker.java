package dev.raftd.server.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Looks for a smaller run that violates the same: fewer kinds of faults, fewer faults, a smaller cluster. Leaving one fault out changes no
/// other, so what is left is what it takes.
public final class Shrinker {
    private final long seed;
    private final String invariant;
    private final BooleanSupplier go;
    private SimOptions best;

    private Shrinker(long seed, SimOptions options, String invariant, BooleanSupplier go) {
        this.seed = seed;
        this.invariant = invariant;
        this.go = go;
        best = options;
    }

    /// The smallest that is found as long as `go` says so, which violates the invariant as well; the options themselves if none is smaller.
    ///
    /// @param options under which the seed violates the invariant
    public static SimOptions shrink(long seed, SimOptions options, String invariant, BooleanSupplier go) {
        Shrinker shrinker = new Shrinker(seed, options.withTrace(false), invariant, go);
        shrinker.run();
        return shrinker.best;
    }

    private void run() {
        Violation violation = violation(best);
        if (violation == null) {
            return;
        }
        sizes();
        kinds();
        faults(happened());
        sizes();
    }

    private @Nullable Violation violation(SimOptions options) {
        Violation found = Simulation.run(seed, options).violation();
        return found != null && found.invariant().equals(invariant) ? found : null;
    }

    private boolean tryOut(SimOptions smaller) {
        if (!go.getAsBoolean() || violation(smaller) == null) {
            return false;
        }
        best = smaller;
        return true;
    }

    private void sizes() {
        Swarm swarm = Swarm.draw(new Dice(seed), best);
        for (int members = 1; members < swarm.members(); members++) {
            if (tryOut(best.withSizes(members, best.clientsMax()))) {
                break;
            }
        }
        for (int clients = 1; clients < swarm.clients(); clients *= 2) {
            if (tryOut(best.withSizes(best.membersMax(), clients))) {
                break;
            }
        }
    }

    private void kinds() {
        for (FaultKind kind : FaultKind.values()) {
            if (Swarm.draw(new Dice(seed), best).has(kind)) {
                tryOut(best.without(kind));
            }
        }
    }

    /// Those planned before the violation.
    private List<Integer> happened() {
        Dice dice = new Dice(seed);
        List<Fault> plan = Swarm.draw(dice, best).plan(dice, best);
        Violation violation = violation(best);
        long end = violation == null ? Long.MAX_VALUE : violation.nanos();
        return plan.stream().filter(f -> f.atNanos() <= end).map(Fault::number).toList();
    }

    /// Halves, quarters, eighths … are left out, as long as it still happens.
    private void faults(List<Integer> needed) {
        List<Integer> left = new ArrayList<>(needed);
        tryOut(best.withFaults(new TreeSet<>(left)));
        for (int size = Math.max(1, left.size() / 2); size >= 1; size = size == 1 ? 0 : size / 2) {
            for (int from = 0; from < left.size();) {
                int to = Math.min(left.size(), from + size);
                Set<Integer> fewer = new TreeSet<>(left);
                left.subList(from, to).forEach(fewer::remove);
                if (tryOut(best.withFaults(fewer))) {
                    left = new ArrayList<>(fewer);
                } else {
                    from = to;
                }
            }
        }
    }
}
