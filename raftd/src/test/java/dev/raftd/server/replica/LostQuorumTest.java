package dev.raftd.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.WriteResponse;
import dev.raftd.server.recovery.Findings;
import dev.raftd.server.recovery.Findings.Fate;
import dev.raftd.server.recovery.Findings.RangeFound;
import dev.raftd.server.recovery.Inspection;
import dev.raftd.server.recovery.Salvage;
import dev.raftd.server.recovery.Survivor;
import dev.raftd.server.recovery.Target;
import dev.raftd.server.sim.SimDisk;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.StoppedMember;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Clusters that lose members at any moment: what inspection calls certain is, and what was acknowledged it never calls impossible.
class LostQuorumTest {
    private static final int SEEDS = 60;

    /// What was true of a cluster.
    ///
    /// @param applied the highest index that any member ever applied
    /// @param terms   of the entries up to there
    private record Truth(long applied, TreeMap<Long, Long> terms) {}

    @Test
    void inspectionOfAnyPartOfAClusterIsRight() throws Exception {
        int possibles = 0;
        int drops = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            TestCluster cluster = TestCluster.of(3 + random.nextInt(3), seed);
            long applied = live(cluster, random);
            cluster.places.keySet().forEach(cluster::kill);
            Truth truth = truth(cluster, applied);
            for (int subset = 1; subset < 1 << cluster.places.size(); subset++) {
                Findings found = inspect(cluster, subset);
                check(cluster, truth, found, "seed " + seed + " subset " + Integer.toBinaryString(subset));
                possibles += (int) found.ranges().stream().filter(r -> r.fate() == Fate.POSSIBLE).count();
                drops += (int) found.ranges().stream().filter(r -> r.fate() == Fate.DROPPED).count();
            }
        }
        assertThat(possibles).as("the interesting cases happen").isGreaterThan(100);
        assertThat(drops).as("the interesting cases happen").isGreaterThan(50);
    }

    /// Writes, partitions and deaths; the highest index applied anywhere.
    private static long live(TestCluster cluster, Random random) {
        long applied = 0;
        int size = cluster.places.size();
        for (int i = 0; i < 25; i++) {
            long id = 1 + random.nextInt(size);
            int key = i;
            switch (random.nextInt(9)) {
                case 0 -> cluster.isolate(id);
                case 1 -> cluster.heal();
                case 2 -> {
                    cluster.kill(id);
                    cluster.start(id);
                }
                case 3 -> cluster.tick(1 + random.nextInt(25));
                case 4 -> cluster.drops = random.nextBoolean() ? m -> false : m -> random.nextInt(3) == 0;
                case 5 -> {
                    cluster.places.keySet().stream().filter(m -> cluster.replica(m).leader() == m).forEach(leader -> {
                        cluster.isolate(leader);
                        write(cluster, leader, "alone" + key);
                    });
                }
                default -> write(cluster, id, "k" + key);
            }
            for (long each : cluster.places.keySet()) {
                applied = Math.max(applied, cluster.root(each).appliedIndex());
            }
        }
        return applied;
    }

    private static void write(TestCluster cluster, long at, String key) {
        TestCluster.<WriteResponse>begin(reply -> cluster.replica(at).write(TestCluster.put(key, "v"), null, reply));
        cluster.settle();
    }

    /// By leader completeness the most up-to-date of all logs has all that was committed.
    private static Truth truth(TestCluster cluster, long applied) {
        List<StoppedMember> all = cluster.places.values().stream().map(p -> StoppedMember.open(p.disk)).toList();
        StoppedMember best = all.stream().max(Comparator.comparingLong((StoppedMember m) -> m.term(m.lastIndex()))
                .thenComparingLong(StoppedMember::lastIndex)).orElseThrow();
        TreeMap<Long, Long> terms = terms(best);
        all.forEach(StoppedMember::close);
        return new Truth(applied, terms);
    }

    private static TreeMap<Long, Long> terms(StoppedMember member) {
        TreeMap<Long, Long> terms = new TreeMap<>();
        for (long index = 1; index <= member.lastIndex(); index++) {
            terms.put(index, member.term(index));
        }
        return terms;
    }

    private static Findings inspect(TestCluster cluster, int subset) throws Exception {
        List<Survivor> survivors = new ArrayList<>();
        for (TestCluster.Place place : cluster.places.values()) {
            if ((subset >> place.id - 1 & 1) == 1) {
                survivors.add(Survivor.open("/" + place.id, place.disk));
            }
        }
        try {
            return Inspection.of(survivors, 1_000);
        } finally {
            survivors.forEach(Survivor::close);
        }
    }

    private static void check(TestCluster cluster, Truth truth, Findings found, String at) {
        long committed = 0;
        long possible = 0;
        for (RangeFound range : found.ranges()) {
            TreeMap<Long, Long> terms = termsOf(cluster, range.member());
            switch (range.fate()) {
                case COMMITTED -> {
                    committed = range.last();
                    possible = range.last();
                    for (long index = range.first(); index <= range.last(); index++) {
                        assertThat(terms.get(index)).as("%s: what is certain is what the whole cluster has at %d", at, index)
                                .isEqualTo(truth.terms.get(index));
                    }
                }
                case POSSIBLE -> possible = range.last();
                case NOT_COMMITTED, DROPPED -> {
                    for (long index = range.first(); index <= range.last(); index++) {
                        assertThat(index <= truth.applied && terms.get(index).equals(truth.terms.get(index)))
                                .as("%s: what was never committed was not applied at %d", at, index).isFalse();
                    }
                }
            }
        }
        if (found.best() != 0 && !found.missingMayHoldMore()) {
            assertThat(truth.applied).as("%s: nothing applied is beyond what is possible", at).isLessThanOrEqualTo(possible);
        }
        boolean quorum = 2 * found.members().size() > cluster.places.size();
        assertThat(found.quorumPresent()).as(at).isEqualTo(quorum);
        assertThat(committed).isLessThanOrEqualTo(truth.terms.lastKey());
    }

    private static TreeMap<Long, Long> termsOf(TestCluster cluster, long id) {
        try (StoppedMember member = StoppedMember.open(cluster.places.get(id).disk)) {
            return terms(member);
        }
    }

    @Test
    void aNewClusterStartsFromTheSurvivorAndTakesNewMembers() throws Exception {
        TestCluster old = TestCluster.of(3, 5);
        for (int i = 0; i < 10; i++) {
            old.put(1, "k" + i, "v" + i);
        }
        old.converge();
        old.places.keySet().forEach(old::kill);
        SimDisk parent = new SimDisk();
        try (Survivor last = Survivor.open("/2", old.places.get(2L).disk)) {
            Target target = new Target(parent, "new", new Identity(4, 42), TestCluster.peerUrl(4), 0, "now");
            Salvage.run(List.of(last), last, new Salvage.Consent(false, false, false), target);
        }
        TestCluster fresh = new TestCluster(6);
        fresh.place(4, parent.below("new"));
        fresh.start(4);
        assertThat(fresh.leader()).isEqualTo(4);
        assertThat(fresh.get(4, "k9")).isEqualTo("v9");
        assertThat(fresh.put(4, "after", "1").revision()).isEqualTo(11);
        assertThat(fresh.status(4).config().voters()).containsExactly(4L);
    }
}
