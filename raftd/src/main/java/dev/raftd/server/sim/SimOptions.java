package dev.raftd.server.sim;

import java.util.Set;

/// How to simulate. With the seed, all that a run depends on.
///
/// @param faultMillis  how long faults happen, in the time of members whose election timeout is a second: with shorter ones all goes faster;
///                     what comes after is the time to recover
/// @param membersMax   the cluster has at most so many members to begin with
/// @param clientsMax   so many clients at most
/// @param without      kinds of faults that do not happen, whatever the seed draws
/// @param leftOut      faults of the plan that do not happen, by number
/// @param trace        keeps what each member did last, which costs time
public record SimOptions(long faultMillis, int membersMax, int clientsMax, Set<String> without, Set<Integer> leftOut, boolean trace) {
    /// What the tests run with.
    public static final SimOptions DEFAULT = new SimOptions(15_000, 7, 8, Set.of(), Set.of(), false);

    public SimOptions {
        without = Set.copyOf(without);
        leftOut = Set.copyOf(leftOut);
        without.forEach(FaultKind::valueOf);
        if (faultMillis < 0 || membersMax < 1 || clientsMax < 1) {
            throw new IllegalArgumentException("a simulation has time, members and clients");
        }
    }

    boolean allows(FaultKind kind) {
        return !without.contains(kind.name());
    }

    public SimOptions withTrace() {
        return new SimOptions(faultMillis, membersMax, clientsMax, without, leftOut, true);
    }

    public SimOptions withFaultMillis(long millis) {
        return new SimOptions(millis, membersMax, clientsMax, without, leftOut, trace);
    }

}
