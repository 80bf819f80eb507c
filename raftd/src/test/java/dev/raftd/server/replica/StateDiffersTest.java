package dev.raftd.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Alarm;
import dev.raftd.api.Bytes;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.Outcome;
import dev.raftd.api.TransferResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.server.agreement.HashQuestion;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.CommandCodec;
import dev.raftd.server.kv.Decoded;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.kv.Proposal;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.LogConfig;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.SegmentedLog;
import dev.raftd.server.replica.TestCluster.Asked;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A member's log holds another entry than the others', under the right checksums: what neither disk nor Raft can notice.
class StateDiffersTest {
    private static final ReplicaConfig.Limits SMALL = new ReplicaConfig.Limits(20, 1_000, 15, 256L << 20, 5, 1_000, 50, 1 << 20, 8, 2_000,
            1 << 20, 20_000);

    /// Kills the member, makes its entry at the index put another value, and starts it again.
    private static void tamper(TestCluster cluster, long id, long index) {
        cluster.kill(id);
        DataDir dir = DataDir.open(cluster.places.get(id).disk, new Identity(id, 42));
        try (SegmentedLog log = Recovery.open(dir, new LogConfig(64 << 10, 1 << 20, 1)).log()) {
            List<Entry> entries = new ArrayList<>(log.entries(index, log.lastIndex() + 1, Long.MAX_VALUE));
            entries.set(0, changed(entries.getFirst()));
            log.append(HardState.EMPTY, entries);
            log.sync();
        }
        dir.close();
        cluster.start(id);
    }

    private static Entry changed(Entry e) {
        Proposal proposal = ((Decoded.Command) CommandCodec.decode(e.data())).proposal();
        Command.Put put = (Command.Put) proposal.command();
        Command.Put other = new Command.Put(put.key(), Bytes.utf8("other"), put.ifRevision());
        return new Entry(e.term(), e.index(), e.type(),
                CommandCodec.encode(new Proposal(proposal.origin(), proposal.idempotencyKey(), other)));
    }

    private static long puts(TestCluster cluster, int count) {
        long last = 0;
        for (int i = 0; i < count; i++) {
            last = cluster.put(cluster.leader(), "key" + i, "value").index();
        }
        cluster.tick(2);
        cluster.converge();
        return last;
    }

    /// What a read of that member comes to.
    private static Answer<KvRoot> read(TestCluster cluster, long id, boolean serializable) {
        return cluster.ask(reply -> cluster.replica(id).read(serializable, reply));
    }

    private static Failure write(TestCluster cluster, long id) {
        return TestCluster.failure(cluster.<WriteResponse>ask(reply -> cluster.replica(id).write(TestCluster.put("k", "v"), null, reply)));
    }

    private static List<Alarm> alarms(TestCluster cluster, long id) {
        return cluster.status(id).alarms();
    }

    @Test
    void storesThatAgreeAreSaidToUpToTheLastIndex() {
        TestCluster cluster = TestCluster.of(3, 1);
        puts(cluster, 20);
        long last = cluster.root(1).appliedIndex();
        cluster.compareStores();
        for (long id = 1; id <= 3; id++) {
            assertThat(alarms(cluster, id)).isEmpty();
            assertThat(cluster.status(id).store().agreedIndex()).isEqualTo(last);
            assertThat(cluster.status(id).store().hash()).isEqualTo(cluster.status(1).store().hash()).hasSize(16);
            assertThat(cluster.replica(id).unfit()).isNull();
        }
    }

    @Test
    void memberWhoseStoreDiffersIsNamedWithTheFirstIndexAndServesNothingMore() {
        TestCluster cluster = TestCluster.of(3, 2);
        long last = puts(cluster, 30);
        long wrong = cluster.follower();
        tamper(cluster, wrong, last - 7);
        puts(cluster, 5);
        assertThat(TestCluster.ok(read(cluster, wrong, true))).as("nobody knows yet").isNotNull();
        cluster.compareStores();
        for (long id = 1; id <= 3; id++) {
            assertThat(alarms(cluster, id)).singleElement().satisfies(alarm -> {
                assertThat(alarm.code()).isEqualTo("state_differs");
                assertThat(alarm.detail()).startsWith("since index " + (last - 7) + " the store of member " + wrong + " is not that of");
            });
        }
        for (long id = 1; id <= 3; id++) {
            if (id == wrong) {
                assertThat(TestCluster.failure(read(cluster, id, true)).code()).isEqualTo(ErrorCode.STATE_DIFFERS);
                assertThat(TestCluster.failure(read(cluster, id, false)).code()).isEqualTo(ErrorCode.STATE_DIFFERS);
                assertThat(write(cluster, id)).extracting(Failure::code, Failure::outcome).containsExactly(ErrorCode.STATE_DIFFERS,
                        Outcome.NOT_APPLIED);
                assertThat(cluster.replica(id).unfit()).isNotNull();
            } else {
                assertThat(cluster.get(id, "key0")).isEqualTo("value");
                assertThat(cluster.replica(id).unfit()).isNull();
            }
        }
        cluster.put(cluster.leader(), "goes", "on");
        cluster.compareStores();
        assertThat(alarms(cluster, cluster.leader()).getFirst().detail()).contains("since index " + (last - 7) + " ");
    }

    @Test
    void requestsThatWaitWhenItIsFoundOutAreAnswered() {
        TestCluster cluster = TestCluster.of(3, 3);
        long last = puts(cluster, 10);
        long wrong = cluster.follower();
        tamper(cluster, wrong, last - 3);
        puts(cluster, 5);
        cluster.drops = message -> true;
        Asked<KvRoot> read = TestCluster.begin(reply -> cluster.replica(wrong).read(false, reply));
        Asked<WriteResponse> write = TestCluster.begin(reply -> cluster.replica(wrong).write(TestCluster.put("k", "v"), null, reply));
        cluster.settle();
        cluster.compareStores();
        assertThat(TestCluster.failure(read.answer()).code()).isEqualTo(ErrorCode.STATE_DIFFERS);
        assertThat(TestCluster.failure(write.answer())).extracting(Failure::code, Failure::outcome).containsExactly(
                ErrorCode.STATE_DIFFERS, Outcome.UNKNOWN);
    }

    @Test
    void leaderWhoseStoreDiffersHandsOverAndNeverLeadsAgain() {
        TestCluster cluster = TestCluster.of(3, 4);
        long last = puts(cluster, 10);
        long wrong = cluster.follower();
        tamper(cluster, wrong, last - 3);
        puts(cluster, 3);
        TestCluster.ok(cluster.<TransferResponse>ask(reply -> cluster.replica(cluster.leader()).transfer(wrong, reply)));
        cluster.until("it leads", () -> cluster.leader() == wrong);
        cluster.compareStores();
        cluster.until("another leads", () -> cluster.leader() != wrong);
        long leader = cluster.leader();
        cluster.isolate(leader);
        cluster.until("the third leads", () -> cluster.leader() != leader);
        assertThat(cluster.leader()).isNotEqualTo(wrong);
        cluster.tick(10 * TestCluster.ELECTION_TICKS);
        assertThat(cluster.leader()).isNotEqualTo(wrong);
        assertThat(cluster.put(cluster.leader(), "still", "served").revision()).isPositive();
    }

    @Test
    void memberWhoseStoreDiffersLeadsWhereNobodyElseCanUntilAnotherOneIsReady() {
        TestCluster cluster = TestCluster.of(3, 10);
        long last = puts(cluster, 10);
        long leader = cluster.leader();
        long wrong = cluster.follower();
        long right = 6 - leader - wrong;
        tamper(cluster, wrong, last - 3);
        puts(cluster, 3);
        cluster.compareStores();
        cluster.isolate(right);
        cluster.put(leader, "committed", "by the leader and the wrong one");
        cluster.kill(leader);
        cluster.heal();
        cluster.until("the one that is right leads", () -> cluster.leader() == right);
        assertThat(cluster.get(right, "committed")).isNotNull();
        assertThat(cluster.put(right, "goes", "on").revision()).isPositive();
    }

    @Test
    void ofTwoThatDifferNobodyKnowsWhichIsRightSoBothServe() {
        TestCluster cluster = TestCluster.of(2, 5);
        long last = puts(cluster, 10);
        tamper(cluster, cluster.follower(), last - 2);
        puts(cluster, 3);
        cluster.compareStores();
        for (long id = 1; id <= 2; id++) {
            assertThat(alarms(cluster, id)).singleElement()
                    .satisfies(alarm -> assertThat(alarm.detail()).startsWith("since index " + (last - 2)).contains("nobody can tell"));
            assertThat(TestCluster.ok(read(cluster, id, false))).isNotNull();
        }
    }

    @Test
    void alarmIsOverOnceTheMemberIsGone() {
        TestCluster cluster = TestCluster.of(3, 6);
        long last = puts(cluster, 10);
        long wrong = cluster.follower();
        tamper(cluster, wrong, last - 3);
        puts(cluster, 3);
        cluster.compareStores();
        cluster.kill(wrong);
        cluster.compareStores();
        assertThat(alarms(cluster, cluster.leader())).as("it is silent, not right").hasSize(1);
        long leader = cluster.leader();
        TestCluster.ok(cluster.<MembersResponse>ask(reply -> cluster.replica(leader).change(new MemberChange.Remove(wrong), true, reply)));
        cluster.tick(2);
        cluster.compareStores();
        cluster.places.values().stream().filter(place -> place.replica != null)
                .forEach(place -> assertThat(alarms(cluster, place.id)).isEmpty());
    }

    @Test
    void memberThatGoesOnFromALeadersSnapshotOrRestartsAgrees() {
        TestCluster cluster = TestCluster.of(3, 7, SMALL);
        long behind = cluster.follower();
        cluster.isolate(behind);
        for (int i = 0; i < 300; i++) {
            cluster.put(cluster.leader(), "key" + i, "value");
        }
        cluster.heal();
        cluster.tick(30);
        puts(cluster, 3);
        assertThat(cluster.replica(behind).counters().values().snapshotsInstalled()).isPositive();
        cluster.kill(cluster.leader());
        cluster.tick(30);
        cluster.places.values().stream().filter(place -> place.replica == null).forEach(place -> cluster.start(place.id));
        puts(cluster, 3);
        long last = cluster.root(1).appliedIndex();
        cluster.compareStores();
        for (long id = 1; id <= 3; id++) {
            assertThat(alarms(cluster, id)).isEmpty();
            assertThat(cluster.replica(id).agreedIndex()).isEqualTo(last);
        }
    }

    @Test
    void wrongStoreIsNotSpreadBySnapshots() {
        TestCluster cluster = TestCluster.of(3, 8, SMALL);
        puts(cluster, 40);
        OfferedStorage offered = new OfferedStorage(cluster.places.get(1L).stored.log());
        assertThat(offered.snapshot()).isNotNull();
        offered.withhold();
        assertThat(offered.snapshot()).isNull();
        assertThat(offered.takeWanted()).isFalse();
    }

    @Test
    void answerIsOfWhatWasApplied() {
        TestCluster cluster = TestCluster.of(1, 9);
        puts(cluster, 3);
        assertThat(cluster.replica(1).answer(new HashQuestion(Long.MAX_VALUE, 1, 1)).hashes()).containsExactly(cluster.root(1).hash());
        assertThat(cluster.replica(1).answer(new HashQuestion(Long.MAX_VALUE, 1, 1)).to())
                .isEqualTo(cluster.root(1).appliedIndex());
    }
}
