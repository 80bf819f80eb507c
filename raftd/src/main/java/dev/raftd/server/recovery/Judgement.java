package dev.raftd.server.recovery;

import dev.raftd.quorum.AckedIndexer;
import dev.raftd.quorum.JointConfig;
import dev.raftd.server.storage.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the survivors' logs prove about the cluster's.
///
///     best log    | … certainly committed … | … possibly committed … | … not committed … | what only missing members could have
///                 1                 committed()              possible()             lastIndex()
///
/// Best is the most up-to-date log, as Raft compares them. By leader completeness it has every committed entry that any survivor has, and
/// whatever another one has beyond or beside it was never committed.
///
/// A leader counts by the configuration that it has applied. Which one that was when an entry was acknowledged is not written down: so a
/// proof has to hold in each that can have been in force, and a possibility in one.
final class Judgement {
    private final List<Survivor> usable;
    private final Survivor best;
    private final long committed;
    private final long possible;
    private final boolean missingMayHoldMore;

    /// @param survivors at least one can be used
    /// @throws RecoveryException MIXED, CONTRADICTION
    Judgement(List<Survivor> survivors) throws RecoveryException {
        requireOneCluster(survivors);
        usable = survivors.stream().filter(Survivor::isUsable).toList();
        best = mostUpToDate(usable);
        requireConsistent();
        long known = usable.stream().mapToLong(Survivor::commit).max().orElse(0);
        committed = Math.max(known, provenByPresentLogs(known));
        long completed = completedByMissing();
        possible = Math.max(committed, Math.min(best.lastIndex(), completed));
        missingMayHoldMore = completed == Long.MAX_VALUE;
    }

    private static void requireOneCluster(List<Survivor> survivors) throws RecoveryException {
        TreeSet<Long> ids = new TreeSet<>();
        for (Survivor survivor : survivors) {
            long cluster = survivor.identity().clusterId();
            if (cluster != survivors.getFirst().identity().clusterId()) {
                throw new RecoveryException(RecoveryException.Code.MIXED,
                        survivors.getFirst().directory() + " belongs to cluster "
                                + Identity.hex(survivors.getFirst().identity().clusterId())
                                + ", " + survivor.directory() + " to " + Identity.hex(cluster) + "; give directories of one cluster");
            }
            if (!ids.add(survivor.id())) {
                throw new RecoveryException(RecoveryException.Code.MIXED, "two of the directories are member "
                        + Long.toUnsignedString(survivor.id()) + "'s; give the one that it ran on last");
            }
        }
    }

    private static Survivor mostUpToDate(List<Survivor> usable) {
        Survivor best = usable.getFirst();
        for (Survivor survivor : usable) {
            best = survivor.isMoreUpToDateThan(best) ? survivor : best;
        }
        return best;
    }

    /// What one member knows to be committed is in the best log, if these are the directories that the members ran on.
    private void requireConsistent() throws RecoveryException {
        for (Survivor survivor : usable) {
            if (survivor.matched(best) < survivor.commit()) {
                throw new RecoveryException(RecoveryException.Code.CONTRADICTION, "entry " + survivor.commit() + " is committed in "
                        + survivor.directory() + " and is not in the more up-to-date log of " + best.directory()
                        + "; one of them is an older copy or was tampered with: leave it out");
            }
        }
    }

    /// A quorum that has an entry of the term that all of it is in: no later leader was elected, and this one's entry counts.
    private long provenByPresentLogs(long known) {
        long term = best.lastTerm();
        long proven = Long.MAX_VALUE;
        for (Configuration configuration : maybeInForce(known)) {
            proven = Math.min(proven, configuration.voters().committedIndex(id -> ackedIn(term, id)));
        }
        return proven > known && proven <= best.lastIndex() && best.member().term(proven) == term ? proven : known;
    }

    private long ackedIn(long term, long id) {
        Survivor voter = find(id);
        return voter == null || voter.member().hardState().term() != term ? AckedIndexer.UNKNOWN : voter.matched(best);
    }

    /// Up to where a quorum may have had the best log's entries, if the missing had all that would help; `Long.MAX_VALUE` if they need none
    /// of the present for a quorum.
    private long completedByMissing() {
        List<Configuration> inForce = maybeInForce(committed);
        long most = inForce.isEmpty() ? Long.MAX_VALUE : 0;
        for (Configuration configuration : inForce) {
            long index = configuration.voters().committedIndex(this::mostAcked);
            most = index > configuration.index() ? Math.max(most, index) : most;
        }
        return most;
    }

    private long mostAcked(long id) {
        Survivor voter = find(id);
        return voter == null ? Long.MAX_VALUE : voter.matched(best);
    }

    /// The configuration that is committed, the one before it, by which a leader may have gone on counting for a moment, and those that
    /// changes in the log lead to if they are committed.
    private List<Configuration> maybeInForce(long upTo) {
        List<Configuration> all = best.configurations();
        int at = placeAt(upTo);
        return all.subList(Math.max(0, at - 1), all.size()).stream().filter(Configuration::hasVoters).toList();
    }

    private int placeAt(long index) {
        List<Configuration> all = best.configurations();
        int at = 0;
        while (at + 1 < all.size() && all.get(at + 1).index() <= index) {
            at++;
        }
        return at;
    }

    private @Nullable Survivor find(long id) {
        return usable.stream().filter(s -> s.id() == id).findFirst().orElse(null);
    }

    Survivor best() {
        return best;
    }

    List<Survivor> usable() {
        return usable;
    }

    /// The last index that is certainly committed.
    long committed() {
        return committed;
    }

    /// The last index that may be.
    long possible() {
        return possible;
    }

    /// Whether the missing members may have acknowledged entries that no survivor has.
    boolean missingMayHoldMore() {
        return missingMayHoldMore;
    }

    /// The configuration that is committed.
    Configuration configuration() {
        return best.configurations().get(placeAt(committed));
    }

    /// Those that changes in the best log lead to which are not certainly committed.
    List<Configuration> pending() {
        return best.configurations().stream().filter(c -> c.index() > committed).toList();
    }

    /// Whether the present members can go on by themselves, now and after the changes that are in the log.
    boolean isQuorumPresent() {
        List<Configuration> all = new ArrayList<>(pending());
        all.add(configuration());
        return all.stream().allMatch(c -> c.hasVoters() && c.isQuorum(id -> find(id) != null));
    }

    /// The voters, of the configuration that is committed and of those that follow, whose logs are not here.
    List<Long> missing() {
        TreeSet<Long> missing = new TreeSet<>(Long::compareUnsigned);
        JointConfig voters = configuration().voters();
        missing.addAll(voters.ids().toList());
        pending().forEach(c -> missing.addAll(c.voters().ids().toList()));
        usable.forEach(s -> missing.remove(s.id()));
        return List.copyOf(missing);
    }
}
