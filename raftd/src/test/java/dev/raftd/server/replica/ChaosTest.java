package dev.raftd.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Bytes;
import dev.raftd.api.Outcome;
import dev.raftd.api.WriteResponse;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.replica.TestCluster.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Kills, partitions, lost and repeated messages, small snapshots, and clients that write and read all the while.
class ChaosTest {
    private static final int SEEDS = 200;
    private static final int STEPS = 150;
    private static final ReplicaConfig.Limits SMALL = new ReplicaConfig.Limits(20, 1_000, 15, 256L << 20, 5, 1_000, 50, 1 << 20, 8, 2_000,
            1 << 20, 20_000);

    private record Write(String key, Asked<WriteResponse> asked) {}

    /// A read, and what was known written when it began.
    private record Read(List<String> acknowledgedBefore, Asked<KvRoot> asked) {}

    private final List<Write> writes = new ArrayList<>();
    private final List<Read> reads = new ArrayList<>();

    @Test
    void whatWasAcknowledgedIsThereAndWhatWasNotAppliedIsNot() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            ChaosTest run = new ChaosTest();
            try {
                run.run(seed);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private void run(long seed) {
        Random random = new Random(seed);
        TestCluster cluster = TestCluster.of(3, seed, SMALL);
        cluster.drops = message -> random.nextInt(100) < 5;
        cluster.repeats = message -> random.nextInt(100) < 5;
        for (int i = 0; i < STEPS; i++) {
            disturb(cluster, random);
            write(cluster, random, "key" + i);
            read(cluster, random);
            cluster.compareStores();
            cluster.tick(random.nextInt(4));
        }
        cluster.drops = message -> false;
        cluster.repeats = message -> false;
        cluster.heal();
        for (long id = 1; id <= 3; id++) {
            if (cluster.places.get(id).replica == null) {
                cluster.start(id);
            }
            cluster.places.get(id).diskStands = false;
        }
        // until whoever leads or follows out of habit has noticed
        cluster.tick(3 * TestCluster.ELECTION_TICKS);
        cluster.put(cluster.leader(), "last", "x");
        cluster.tick(30);
        cluster.converge();
        cluster.compareStores();
        check(cluster);
    }

    private static void disturb(TestCluster cluster, Random random) {
        long id = 1 + random.nextInt(3);
        TestCluster.Place place = cluster.places.get(id);
        switch (random.nextInt(12)) {
            case 0 -> cluster.kill(id);
            case 1 -> cluster.isolate(id);
            case 2, 3 -> cluster.heal();
            case 4 -> place.diskStands = true;
            case 5, 6 -> cluster.places.values().forEach(p -> p.diskStands = false);
            case 7, 8, 9 -> {
                if (place.replica == null) {
                    cluster.start(id);
                }
            }
            default -> {}
        }
    }

    private void write(TestCluster cluster, Random random, String key) {
        long id = 1 + random.nextInt(3);
        if (cluster.places.get(id).replica != null) {
            // the value is the number of bytes that make batches and messages of different sizes
            Command put = new Command.Put(Bytes.utf8(key), Bytes.of(new byte[random.nextInt(600)]), Command.ABSENT);
            Bytes idempotencyKey = random.nextBoolean() ? Bytes.utf8("idem" + key) : null;
            writes.add(new Write(key, TestCluster.begin(reply -> cluster.replica(id).write(put, idempotencyKey, reply))));
        }
    }

    private void read(TestCluster cluster, Random random) {
        long id = 1 + random.nextInt(3);
        if (cluster.places.get(id).replica != null) {
            List<String> before = writes.stream().filter(w -> w.asked.answer() instanceof Answer.Ok).map(Write::key).toList();
            reads.add(new Read(before, TestCluster.begin(reply -> cluster.replica(id).read(false, reply))));
        }
    }

    private void check(TestCluster cluster) {
        assertThat(cluster.fatal).isEmpty();
        assertThat(cluster.places.values()).allSatisfy(place -> {
            assertThat(place.replica().alarms().list()).isEmpty();
            assertThat(place.replica().agreedIndex()).isEqualTo(place.root().appliedIndex());
        });
        TreeMap<Long, KvRoot> roots = new TreeMap<>();
        cluster.places.keySet().forEach(id -> roots.put(id, cluster.root(id)));
        assertThat(roots.values().stream().map(root -> root.range(Bytes.EMPTY, null, Integer.MAX_VALUE)).distinct()).hasSize(1);
        KvRoot root = roots.get(1L);
        for (Write w : writes) {
            boolean there = root.get(Bytes.utf8(w.key)) != null;
            switch (w.asked.answer()) {
                case null -> {} // its member died
                case Answer.Ok<WriteResponse> ok -> assertThat(there).as(w.key).isTrue();
                case Answer.Failed<WriteResponse> failed ->
                    assertThat(there && failed.failure().outcome() == Outcome.NOT_APPLIED).as(w.key + " " + failed).isFalse();
            }
        }
        for (Read read : reads) {
            if (read.asked.answer() instanceof Answer.Ok<KvRoot> ok) {
                assertThat(read.acknowledgedBefore).allSatisfy(key -> assertThat(ok.value().get(Bytes.utf8(key))).isNotNull());
            }
        }
        assertThat(writes).as("some writes succeed").anyMatch(w -> w.asked.answer() instanceof Answer.Ok);
    }
}
