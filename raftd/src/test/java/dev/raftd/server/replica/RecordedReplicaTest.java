package dev.raftd.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.StatusResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.trace.Recording;
import dev.raftd.trace.RecordingException;
import dev.raftd.trace.Replay;
import dev.raftd.trace.SavedRing;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What members at work record, on the segmented log with its own thread of writing, replays byte for byte.
class RecordedReplicaTest {
    private static final int SEEDS = 6;
    private static final int STEPS = 120;
    private static final ReplicaConfig.Limits SMALL = new ReplicaConfig.Limits(20, 1_000, 15, 256L << 20, 5, 1_000, 50, 1 << 20, 8, 2_000,
            1 << 20, 20_000);

    @Test
    void chaosReplaysByteForByte() throws RecordingException {
        long events = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            events += run(seed);
        }
        assertThat(events).isGreaterThan(10_000);
    }

    private static long run(long seed) throws RecordingException {
        Random random = new Random(seed);
        TestCluster cluster = new TestCluster(seed);
        cluster.limits = SMALL;
        cluster.flightRecording = new FlightRecording(1_600, 1 << 20, null);
        cluster.found(3);
        cluster.drops = message -> random.nextInt(100) < 5;
        cluster.repeats = message -> random.nextInt(100) < 5;
        long events = 0;
        for (int i = 0; i < STEPS; i++) {
            long id = 1 + random.nextInt(3);
            events += disturb(cluster, random, id, seed);
            TestCluster.Place place = cluster.places.get(1 + random.nextLong(3));
            if (place.replica != null) {
                String key = "key" + i;
                TestCluster.<WriteResponse>begin(reply -> place.replica().write(TestCluster.put(key, key), null, reply));
                TestCluster.<KvRoot>begin(reply -> place.replica().read(false, reply));
            }
            cluster.tick(random.nextInt(4));
        }
        for (long id = 1; id <= 3; id++) {
            events += replayed(cluster, id, seed);
        }
        return events;
    }

    private static long disturb(TestCluster cluster, Random random, long id, long seed) throws RecordingException {
        long events = 0;
        switch (random.nextInt(12)) {
            case 0 -> {
                events = replayed(cluster, id, seed);
                cluster.kill(id);
            }
            case 1 -> cluster.isolate(id);
            case 2, 3 -> cluster.heal();
            case 4, 5 -> {
                if (cluster.places.get(id).replica == null) {
                    cluster.start(id);
                }
            }
            default -> {}
        }
        return events;
    }

    private static long replayed(TestCluster cluster, long id, long seed) throws RecordingException {
        if (cluster.places.get(id).replica == null) {
            return 0;
        }
        SavedRing ring = TestCluster.ok(cluster.ask(cluster.replica(id)::recording));
        Recording recording = Recording.parse(ring.toBytes());
        Replay replay = new Replay(recording);
        for (Replay.Step step = replay.next(); step != null; step = replay.next()) {
            assertThat(step.difference()).as("seed %d, member %d, event %d", seed, id, step.event().seq()).isNull();
        }
        assertThat(replay.node().basicStatus().term()).isEqualTo(TestCluster.ok(cluster.<StatusResponse>ask(
                cluster.replica(id)::status)).term());
        return recording.eventCount();
    }

    @Test
    void memberThatRecordsNothingSaysSo() {
        TestCluster cluster = TestCluster.of(1, 1);

        assertThat(TestCluster.failure(cluster.<SavedRing>ask(cluster.replica(1)::recording)).code()).isEqualTo(ErrorCode.RECORDING_OFF);
    }
}
