package dev.raftd.server.sim;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How to simulate. With the seed, all that a run depends on.
///
/// @param faultMillis how long faults happen, in the time of members whose election timeout is a second: with shorter ones all goes faster;
///                    what comes after is the time to recover
/// @param membersMax  the cluster has at most so many members to begin with
/// @param clientsMax  so many clients at most
/// @param without     kinds of faults that do not happen, whatever the seed draws; see [#kinds]
/// @param faults      the only faults of the plan that do happen, by number; null for all
/// @param trace       keeps what each member did last, which costs time
public record SimOptions(long faultMillis, int membersMax, int clientsMax, Set<String> without, @Nullable Set<Integer> faults,
        boolean trace) {
    /// What the tests run with.
    public static final SimOptions DEFAULT = new SimOptions(15_000, 7, 8, Set.of(), null, false);

    public SimOptions {
        without = Set.copyOf(without);
        faults = faults == null ? null : Set.copyOf(faults);
        without.forEach(FaultKind::valueOf);
        if (faultMillis < 0 || membersMax < 1 || clientsMax < 1) {
            throw new IllegalArgumentException("a simulation has time, members and clients");
        }
    }

    /// The kinds of faults there are.
    public static Set<String> kinds() {
        return Stream.of(FaultKind.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
    }

    boolean allows(FaultKind kind) {
        return !without.contains(kind.name());
    }

    boolean has(int fault) {
        return faults == null || faults.contains(fault);
    }

    public SimOptions withTrace(boolean on) {
        return new SimOptions(faultMillis, membersMax, clientsMax, without, faults, on);
    }

    public SimOptions withFaultMillis(long millis) {
        return new SimOptions(millis, membersMax, clientsMax, without, faults, trace);
    }

    public SimOptions withFaults(@Nullable Set<Integer> only) {
        return new SimOptions(faultMillis, membersMax, clientsMax, without, only, trace);
    }

    SimOptions without(FaultKind kind) {
        Set<String> more = new TreeSet<>(without);
        more.add(kind.name());
        return new SimOptions(faultMillis, membersMax, clientsMax, more, faults, trace);
    }

    SimOptions withSizes(int members, int clients) {
        return new SimOptions(faultMillis, members, clients, without, faults, trace);
    }
}
