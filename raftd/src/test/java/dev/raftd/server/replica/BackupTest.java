package dev.raftd.server.replica;

import static dev.raftd.server.replica.TestCluster.failure;
import static dev.raftd.server.replica.TestCluster.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.ErrorCode;
import dev.raftd.backup.BackupReader;
import dev.raftd.backup.StoreTally;
import dev.raftd.server.storage.SimDisks;
import org.junit.jupiter.api.Test;

class BackupTest {
    private final TestCluster cluster = TestCluster.of(3, 11);

    private static StoreTally read(Backup backup) throws Exception {
        StoreTally tally = new StoreTally();
        try (Backup open = backup) {
            BackupReader reader = new BackupReader((buffer, offset) -> open.file().read(buffer, offset) ? 1 : -1, open.file().sizeBytes());
            for (byte[] piece = reader.next(); piece != null; piece = reader.next()) {
                tally.add(piece);
            }
        }
        return tally;
    }

    @Test
    void anyMemberGivesOneOfAllItHasApplied() throws Exception {
        for (int i = 0; i < 5; i++) {
            cluster.put(1, "k" + i, "v");
        }
        cluster.converge();
        for (long id = 1; id <= 3; id++) {
            long at = id;
            long applied = cluster.root(id).appliedIndex();
            Backup backup = ok(cluster.<Backup>ask(reply -> cluster.replica(at).backup(reply)));
            assertThat(backup.metadata().index()).isGreaterThanOrEqualTo(applied);
            assertThat(backup.metadata().confState().voters()).containsExactly(1L, 2L, 3L);
            StoreTally tally = read(backup);
            assertThat(tally.revision()).isEqualTo(5);
            assertThat(tally.keys()).isEqualTo(5);
            assertThat(tally.appliedIndex()).isEqualTo(backup.metadata().index());
        }
    }

    @Test
    void aSnapshotThatIsThereIsNotTakenAgain() throws Exception {
        cluster.put(1, "k", "v");
        cluster.tick(30); // until all members have announced themselves
        ok(cluster.<Backup>ask(reply -> cluster.replica(1).backup(reply))).close();
        cluster.tick(1);
        long taken = cluster.replica(1).counters().values().snapshotsTaken();
        ok(cluster.<Backup>ask(reply -> cluster.replica(1).backup(reply))).close();
        assertThat(cluster.replica(1).counters().values().snapshotsTaken()).isEqualTo(taken);
    }

    @Test
    void theOneThatIsNamedIsGivenAgainAsLongAsItIsThere() throws Exception {
        cluster.put(1, "k", "v");
        Backup first = ok(cluster.<Backup>ask(reply -> cluster.replica(1).backup(reply)));
        first.close();
        cluster.put(1, "k", "w");
        long index = first.metadata().index();
        long term = first.metadata().term();
        Backup again = ok(cluster.<Backup>ask(reply -> cluster.replica(1).backup(index, term, reply)));
        assertThat(again.metadata()).isEqualTo(first.metadata());
        again.close();
        Backup other = ok(cluster.<Backup>ask(reply -> cluster.replica(1).backup(index, term + 1, reply)));
        assertThat(other.metadata().index()).isGreaterThan(index);
        other.close();
    }

    @Test
    void severalAtOnceShareOne() throws Exception {
        cluster.put(1, "k", "v");
        var first = TestCluster.<Backup>begin(reply -> cluster.replica(1).backup(reply));
        var second = TestCluster.<Backup>begin(reply -> cluster.replica(1).backup(reply));
        cluster.until("both", () -> first.answer() != null && second.answer() != null);
        assertThat(ok(first.answer()).metadata()).isEqualTo(ok(second.answer()).metadata());
        ok(first.answer()).close();
        ok(second.answer()).close();
        assertThat(cluster.replica(1).counters().values().snapshotsTaken()).isEqualTo(1);
    }

    @Test
    void aMemberWithoutALeaderGivesWhatItHas() throws Exception {
        cluster.put(1, "k", "v");
        cluster.converge();
        cluster.isolate(3);
        cluster.tick(50);
        assertThat(read(ok(cluster.<Backup>ask(reply -> cluster.replica(3).backup(reply)))).keys()).isEqualTo(1);
    }

    @Test
    void aFullDiskIsSaid() {
        cluster.put(1, "k", "v");
        cluster.converge();
        SimDisks.bytesMax(cluster.places.get(3L).disk, 0);
        assertThat(failure(cluster.<Backup>ask(reply -> cluster.replica(3).backup(reply))).code()).isEqualTo(ErrorCode.NO_SPACE);
    }

    @Test
    void aMemberThatIsStoppedAnswers() throws Exception {
        cluster.put(1, "k", "v");
        Backup first = ok(cluster.<Backup>ask(reply -> cluster.replica(1).backup(reply)));
        first.close();
        cluster.replica(1).refuseRequests();
        assertThat(failure(cluster.<Backup>ask(reply -> cluster.replica(1).backup(reply))).code()).isEqualTo(ErrorCode.SHUTTING_DOWN);
        long index = first.metadata().index();
        long term = first.metadata().term();
        assertThat(failure(cluster.<Backup>ask(reply -> cluster.replica(1).backup(index, term, reply))).code())
                .isEqualTo(ErrorCode.SHUTTING_DOWN);
    }
}
