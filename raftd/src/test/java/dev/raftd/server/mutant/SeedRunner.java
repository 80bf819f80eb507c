package dev.raftd.server.mutant;

import dev.raftd.server.sim.Outcome;
import dev.raftd.server.sim.SimOptions;
import dev.raftd.server.sim.Simulation;
import dev.raftd.server.sim.Violation;
import java.util.function.LongFunction;

/// Runs a seed in the world that it was loaded in; speaks in types that all worlds share.
public final class SeedRunner implements LongFunction<String> {
    /// That a cluster does not serve in time may have many causes, and is proof of none.
    private static final String NO_PROOF = "LIVENESS";

    /// The steps it took, the invariant that was violated, and what was found, with spaces between; empty if that proves no bug.
    @Override
    public String apply(long seed) {
        try {
            Outcome outcome = Simulation.run(seed, SimOptions.DEFAULT);
            Violation found = outcome.violation();
            return found == null || found.invariant().equals(NO_PROOF)
                    ? ""
                    : outcome.steps() + " " + found.invariant() + " " + found.detail();
        } catch (RuntimeException | Error e) {
            // what a rule computes from the members' state may fail on a state that cannot be
            return "0 NO_BUG the simulation ended with " + e;
        }
    }
}
