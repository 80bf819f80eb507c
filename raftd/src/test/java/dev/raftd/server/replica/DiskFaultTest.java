package dev.raftd.server.replica;

import static dev.raftd.server.replica.TestCluster.begin;
import static dev.raftd.server.replica.TestCluster.failure;
import static dev.raftd.server.replica.TestCluster.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.Outcome;
import dev.raftd.api.WriteResponse;
import dev.raftd.server.replica.TestCluster.Asked;
import dev.raftd.server.storage.SimDisks;
import dev.raftd.server.storage.StorageException;
import org.junit.jupiter.api.Test;

class DiskFaultTest {
    private static final String LARGE = "x".repeat(20_000);

    private void fill(TestCluster cluster, long id) {
        var disk = cluster.places.get(id).disk;
        SimDisks.bytesMax(disk, SimDisks.usedBytes(disk));
    }

    @Test
    void leaderWithAFullDiskHandsOverAndTheClusterGoesOn() {
        TestCluster cluster = TestCluster.of(3, 6);
        long full = cluster.leader();
        fill(cluster, full);
        for (int i = 0; i < 20; i++) {
            long at = cluster.leader();
            begin((Reply<WriteResponse> reply) -> cluster.replica(at).write(put("k", LARGE), null, reply));
            cluster.tick(2);
        }
        long leader = cluster.leader();
        assertThat(leader).isNotEqualTo(full);
        cluster.put(leader, "a", "1");
        SimDisks.bytesMax(cluster.places.get(full).disk, Long.MAX_VALUE);
        cluster.converge();
        assertThat(cluster.get(full, "a")).isEqualTo("1");
    }

    @Test
    void followerWithAFullDiskRefusesWritesAtOnce() {
        TestCluster cluster = TestCluster.of(3, 11);
        long leader = cluster.leader();
        long full = leader == 1 ? 2 : 1;
        fill(cluster, full);
        for (int i = 0; i < 20; i++) {
            cluster.put(leader, "k", LARGE);
        }
        Answer<WriteResponse> refused = cluster.ask(reply -> cluster.replica(full).write(put("a", "1"), null, reply));
        assertThat(failure(refused).code()).isEqualTo(ErrorCode.NO_SPACE);
        assertThat(failure(refused).outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void onlyMemberWithAFullDiskSaysSoAndGoesOnOnceThereIsSpace() {
        TestCluster one = TestCluster.of(1, 7);
        fill(one, 1);
        Asked<WriteResponse> waiting = null;
        for (int i = 0; i < 20 && (waiting == null || waiting.answer() instanceof Answer.Ok); i++) {
            waiting = begin((Reply<WriteResponse> reply) -> one.replica(1).write(put("k", LARGE), null, reply));
            one.tick(1);
        }
        assertThat(waiting.answer()).isNull();
        Answer<WriteResponse> refused = one.ask(reply -> one.replica(1).write(put("b", "2"), null, reply));
        assertThat(failure(refused).code()).isEqualTo(ErrorCode.NO_SPACE);
        assertThat(failure(refused).outcome()).isEqualTo(Outcome.NOT_APPLIED);
        SimDisks.bytesMax(one.places.get(1L).disk, Long.MAX_VALUE);
        one.settle();
        assertThat(waiting.answer()).isInstanceOf(Answer.Ok.class);
        one.put(1, "b", "2");
    }

    @Test
    void failedSyncEndsTheLogWriterAndAnswersNothing() {
        TestCluster one = TestCluster.of(1, 8);
        SimDisks.failNow(one.places.get(1L).disk);
        Asked<WriteResponse> write = begin((Reply<WriteResponse> reply) -> one.replica(1).write(put("a", "1"), null, reply));
        assertThatThrownBy(() -> one.tick(1)).isInstanceOfSatisfying(StorageException.class,
                e -> assertThat(e.code()).isEqualTo(StorageException.Code.IO));
        assertThat(write.answer()).isNull();
    }

    @Test
    void leaderWhoseDiskStallsHandsOver() {
        TestCluster cluster = TestCluster.of(3, 9);
        long stalled = cluster.leader();
        cluster.places.get(stalled).duringSync = () -> cluster.tick(3 * TestCluster.ELECTION_TICKS);
        Asked<WriteResponse> write = begin((Reply<WriteResponse> reply) -> cluster.replica(stalled).write(put("a", "1"), null, reply));
        cluster.settle();
        assertThat(cluster.leader()).isNotEqualTo(stalled);
        assertThat(cluster.fatal).isEmpty();
        cluster.until("an answer", () -> write.answer() != null);
        assertThat(cluster.get(stalled, "a")).isEqualTo("1");
    }

    @Test
    void diskThatDoesNotComeBackIsFatal() {
        TestCluster one = TestCluster.of(1, 10);
        one.places.get(1L).duringSync = () -> one.tick(201);
        begin((Reply<WriteResponse> reply) -> one.replica(1).write(put("a", "1"), null, reply));
        one.settle();
        assertThat(one.fatal).isNotEmpty().first().isInstanceOf(DiskStalledException.class);
    }

    @Test
    void commitIndexAloneCostsNoSync() {
        TestCluster one = TestCluster.of(1, 11);
        one.put(1, "a", "1");
        one.settle();
        long syncs = one.replica(1).counters().values().syncs();
        one.put(1, "a", "2");
        one.settle();
        assertThat(one.replica(1).counters().values().syncs()).isEqualTo(syncs + 1);
        one.replica(1).writer().idle();
        assertThat(one.replica(1).counters().values().syncs()).as("written down when idle").isEqualTo(syncs + 2);
    }
}
