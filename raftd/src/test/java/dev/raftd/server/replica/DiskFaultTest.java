package dev.raftd.server.replica;

import static dev.raftd.server.replica.TestCluster.begin;
import static dev.raftd.server.replica.TestCluster.failure;
import static dev.raftd.server.replica.TestCluster.ok;
import static dev.raftd.server.replica.TestCluster.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.api.Alarm;
import dev.raftd.api.Bytes;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.Outcome;
import dev.raftd.api.ScrubStatus;
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
    void followerWithAFullDiskServesWhatItHasAndSaysAtOnceWhatItCannotCatchUpWith() {
        TestCluster cluster = TestCluster.of(3, 11);
        long leader = cluster.leader();
        long full = leader == 1 ? 2 : 1;
        cluster.put(leader, "a", "1");
        assertThat(cluster.get(full, "a")).isEqualTo("1");
        fill(cluster, full);
        for (int i = 0; i < 20; i++) {
            cluster.put(leader, "k", LARGE);
        }
        Asked<KvRoot> read = begin((Reply<KvRoot> reply) -> cluster.replica(full).read(false, reply));
        cluster.tick(2);
        assertThat(failure(read.answer()).code()).isEqualTo(ErrorCode.NO_SPACE);
        KvRoot stale = ok(cluster.<KvRoot>ask(reply -> cluster.replica(full).read(true, reply)));
        assertThat(stale.get(Bytes.utf8("a")).value()).isEqualTo(Bytes.utf8("1"));
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
    void followerWhoseDiskStallsDoesNotSlowTheOthers() {
        TestCluster cluster = TestCluster.of(3, 18);
        long leader = cluster.leader();
        cluster.places.get(leader == 1 ? 2L : 1L).diskStands = true;
        for (int i = 0; i < 100; i++) {
            Asked<WriteResponse> write = begin((Reply<WriteResponse> reply) -> cluster.replica(leader).write(put("k", "v"), null, reply));
            cluster.settle();
            assertThat(write.answer()).as("without any time passing").isInstanceOf(Answer.Ok.class);
        }
    }

    @Test
    void requestsThatADiskCannotKeepUpWithAreRefusedBeyondALimit() {
        ReplicaConfig.Limits d = ReplicaConfig.Limits.DEFAULT;
        TestCluster one = TestCluster.of(1, 19);
        one.places.get(1L).diskStands = true;
        int refused = 0;
        for (int i = 0; i < d.waitingMax() + 100; i++) {
            Asked<WriteResponse> write = begin((Reply<WriteResponse> reply) -> one.replica(1).write(put("k", "v"), null, reply));
            refused += write.answer() != null && failure(write.answer()).code() == ErrorCode.OVERLOADED ? 1 : 0;
        }
        assertThat(refused).isGreaterThanOrEqualTo(100);
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

    /// Both followers of an isolated leader: the one whose disk is full has to vote for the other, or nobody leads.
    @Test
    void memberWithAFullDiskVotes() {
        TestCluster cluster = TestCluster.of(3, 13);
        long leader = cluster.leader();
        cluster.tick(30);
        long full = leader == 1 ? 2 : 1;
        fill(cluster, full);
        for (int i = 0; i < 20; i++) {
            cluster.put(leader, "k", LARGE);
        }
        assertThat(cluster.status(full).disk().full()).isTrue();
        assertThat(cluster.status(full).alarms()).extracting(Alarm::code).containsExactly("no_space");
        cluster.isolate(leader);
        long other = 6 - leader - full;
        cluster.until("the third leads", () -> cluster.replica(other).leader() == other && cluster.replica(full).leader() == other);
        long term = cluster.status(other).term();
        cluster.kill(full);
        assertThat(SimDisks.hardState(cluster.places.get(full).disk, full).term()).as("the vote is durable").isEqualTo(term);
        assertThat(SimDisks.hardState(cluster.places.get(full).disk, full).vote()).isEqualTo(other);
    }

    @Test
    void fullDiskIsRelievedByASnapshotAndTheReleaseOfTheLog() {
        TestCluster one = TestCluster.of(1, 14);
        one.tick(30);
        assertThat(one.status(1).disk().reserveBytes()).isPositive();
        for (int i = 0; i < 30; i++) {
            one.put(1, "k", LARGE);
        }
        fill(one, 1);
        for (int i = 0; i < 60; i++) {
            one.put(1, "k", LARGE);
        }
        assertThat(one.replica(1).counters().values().snapshotsTaken()).as("because the disk was full").isPositive();
        assertThat(one.replica(1).logStats().segments()).isLessThan(10);
    }

    @Test
    void aSnapshotThatFoundNoRoomIsTakenOnceThereIsSpaceThoughNothingIsWritten() {
        ReplicaConfig.Limits d = ReplicaConfig.Limits.DEFAULT;
        TestCluster one = TestCluster.of(1, 20, new ReplicaConfig.Limits(d.requestTimeoutTicks(), d.waitingMax(), 40, d.snapshotLogBytes(),
                d.compactRetain(), d.promoteLagMax(), d.readysKept(), d.readysKeptBytes(), d.inflightMessages(), d.messageBytes(),
                d.uncommittedBytes(), d.stalledMillis()));
        one.tick(30);
        for (int i = 0; i < 20; i++) {
            one.put(1, "k" + i, LARGE);
        }
        fill(one, 1);
        for (int i = 0; i < 40; i++) {
            one.put(1, "k", "v");
        }
        one.tick(100);
        assertThat(one.replica(1).counters().values().snapshotsTaken()).isZero();
        assertThat(one.status(1).disk().full()).as("for the log there is room").isFalse();
        SimDisks.bytesMax(one.places.get(1L).disk, Long.MAX_VALUE);
        one.tick(160);
        assertThat(one.replica(1).counters().values().snapshotsTaken()).isEqualTo(1);
        assertThat(one.status(1).log().snapshotIndex()).isPositive();
    }

    @Test
    void reserveIsTakenAgainOnceThereIsSpace() {
        TestCluster one = TestCluster.of(1, 15);
        one.tick(30);
        long reserve = one.status(1).disk().reserveBytes();
        fill(one, 1);
        Asked<WriteResponse> waiting = null;
        for (int i = 0; i < 20 && (waiting == null || waiting.answer() instanceof Answer.Ok); i++) {
            waiting = begin((Reply<WriteResponse> reply) -> one.replica(1).write(put("k", LARGE), null, reply));
            one.tick(1);
        }
        one.tick(20);
        assertThat(one.status(1).disk().reserveBytes()).isZero();
        assertThat(one.status(1).disk().full()).isTrue();
        assertThat(one.get(1, "never")).as("reads stay").isNull();
        SimDisks.bytesMax(one.places.get(1L).disk, Long.MAX_VALUE);
        one.tick(20);
        assertThat(waiting.answer()).isInstanceOf(Answer.Ok.class);
        assertThat(one.status(1).disk().full()).isFalse();
        assertThat(one.status(1).disk().reserveBytes()).isEqualTo(reserve);
        assertThat(one.status(1).alarms()).isEmpty();
    }

    @Test
    void scrubEndsTheMemberWhoseDurableBytesRot() {
        TestCluster cluster = TestCluster.of(3, 16);
        long at = cluster.follower();
        cluster.put(cluster.leader(), "k", LARGE);
        cluster.tick(100);
        ScrubStatus before = cluster.status(at).disk().scrub();
        assertThat(before.passes()).isPositive();
        assertThat(before.lastPassMillis()).isPositive();
        assertThat(cluster.fatal).isEmpty();
        SimDisks.flipBit(cluster.places.get(at).disk, "wal", "0000000000000001.wal", 8 * 2000);
        cluster.until("the damage is found", () -> !cluster.fatal.isEmpty());
        assertThat(cluster.fatal).first().isInstanceOfSatisfying(StorageException.class,
                e -> assertThat(e.code()).isEqualTo(StorageException.Code.CORRUPT));
    }

    @Test
    void scrubEndsTheMemberWhoseDiskCannotBeRead() {
        TestCluster one = TestCluster.of(1, 17);
        SimDisks.failReads(one.places.get(1L).disk, true);
        one.until("the failure is found", () -> !one.fatal.isEmpty());
        assertThat(one.fatal).first().isInstanceOfSatisfying(StorageException.class,
                e -> assertThat(e.code()).isEqualTo(StorageException.Code.IO));
    }
}
