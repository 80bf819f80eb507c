package dev.raftd.server.replica;

import static dev.raftd.server.replica.TestCluster.ok;
import static dev.raftd.server.replica.TestCluster.peerUrl;
import static dev.raftd.server.replica.TestCluster.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Bytes;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.RaftLogStatus;
import dev.raftd.api.WriteResponse;
import dev.raftd.server.storage.Disk;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CompactionTest {
    private static final ReplicaConfig.Limits OFTEN = new ReplicaConfig.Limits(50, 10_000, 20, 256L << 20, 5, 1_000, 100, 1 << 20, 256,
            1 << 20, 256L << 20, 20_000);

    private final TestCluster cluster = TestCluster.of(3, 4, OFTEN);

    private void write(int from, int to) {
        long leader = cluster.leader();
        for (int i = from; i < to; i++) {
            cluster.put(leader, "k" + i % 10, "v" + i + "x".repeat(2000));
        }
    }

    @Test
    void logIsReleasedBelowTheOlderOfTwoSnapshots() {
        write(0, 200);
        cluster.tick(20);
        for (long id = 1; id <= 3; id++) {
            RaftLogStatus log = cluster.status(id).log();
            assertThat(log.snapshotIndex()).isGreaterThan(log.lastIndex() - 45);
            assertThat(log.firstIndex()).isGreaterThan(1).isLessThanOrEqualTo(log.snapshotIndex());
            assertThat(cluster.places.get(id).stored.snapshots().list()).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void restartGoesOnFromTheSnapshotAndTheLogAfterIt() {
        Bytes once = Bytes.utf8("once");
        WriteResponse first = ok(cluster.ask(reply -> cluster.replica(1).write(put("a", "1"), once, reply)));
        write(0, 100);
        for (long id = 1; id <= 3; id++) {
            cluster.kill(id);
        }
        for (long id = 1; id <= 3; id++) {
            cluster.start(id);
        }
        assertThat(cluster.places.get(1L).stored.snapshot().index()).isPositive();
        cluster.leader();
        assertThat(cluster.get(2, "k9")).startsWith("v99x");
        WriteResponse again = ok(cluster.ask(reply -> cluster.replica(2).write(put("a", "1"), once, reply)));
        assertThat(again).as("answers are part of the snapshot").isEqualTo(first);
        assertThat(ok(cluster.ask(cluster.replica(3)::members)).members()).hasSize(3);
    }

    @Test
    void followerThatFellBehindTheLogGetsTheSnapshot() {
        long follower = cluster.follower();
        cluster.kill(follower);
        write(0, 300);
        cluster.start(follower);
        cluster.converge();
        assertThat(cluster.replica(follower).counters().values().snapshotsInstalled()).isPositive();
        assertThat(cluster.get(follower, "k9")).startsWith("v299x");
        assertThat(cluster.root(follower).revision()).isEqualTo(300);
        cluster.kill(follower);
        cluster.start(follower);
        assertThat(cluster.get(follower, "k9")).startsWith("v299x");
    }

    @Test
    void memberThatJoinsLateGetsTheSnapshotWithMembersAndRemovedIds() {
        write(0, 100);
        long leader = cluster.leader();
        ok(cluster.ask((Reply<MembersResponse> reply) -> cluster.replica(leader).change(new MemberChange.Add(9, peerUrl(9), true), false,
                reply)));
        ok(cluster.ask((Reply<MembersResponse> reply) -> cluster.replica(leader).change(new MemberChange.Remove(9), false, reply)));
        write(100, 200);
        ok(cluster.ask((Reply<MembersResponse> reply) -> cluster.replica(leader).change(new MemberChange.Add(4, peerUrl(4), true), false,
                reply)));
        cluster.join(4);
        cluster.converge();
        assertThat(cluster.replica(4).counters().values().snapshotsInstalled()).isPositive();
        assertThat(cluster.root(4).members()).containsOnlyKeys(1L, 2L, 3L, 4L);
        assertThat(cluster.root(4).wasRemoved(9)).isTrue();
        assertThat(cluster.status(4).config().learners()).containsExactly(4L);
    }

    /// A large store takes longer to read than the longest write may last.
    @Test
    void readingAReceivedSnapshotIsNoWriteThatLasts() {
        long follower = cluster.follower();
        cluster.kill(follower);
        write(0, 300);
        TestCluster.Place place = cluster.places.get(follower);
        List<String> read = new ArrayList<>();
        place.disk = watched(place.disk, name -> {
            if (place.replica != null) {
                assertThat(place.replica.writer().busy()).as("reading %s", name).isFalse();
                read.add(name);
            }
        });
        cluster.start(follower);
        cluster.converge();
        assertThat(cluster.replica(follower).counters().values().snapshotsInstalled()).isPositive();
        assertThat(read).isNotEmpty();
        assertThat(cluster.fatal).isEmpty();
    }

    /// A disk that tells which snapshot files are read.
    private static Disk watched(Disk disk, Consumer<String> reading) {
        return (Disk) Proxy.newProxyInstance(Disk.class.getClassLoader(), new Class<?>[]{Disk.class}, (proxy, method, args) -> {
            if (method.getName().equals("open") && args[1] == Disk.OpenMode.READ && ((String) args[0]).endsWith(".snap")) {
                reading.accept((String) args[0]);
            }
            Object result = method.invoke(disk, args);
            return result instanceof Disk below ? watched(below, reading) : result;
        });
    }

    @Test
    void writesWaitingOnAFollowerThatJumpsAheadAreAnswered() {
        long follower = cluster.follower();
        cluster.isolate(follower);
        var write = TestCluster.begin((Reply<WriteResponse> reply) -> cluster.replica(follower).write(put("a", "1"), null, reply));
        write(0, 300);
        cluster.heal();
        cluster.converge();
        cluster.until("an answer", () -> write.answer() != null);
        assertThat(cluster.fatal).isEmpty();
    }
}
