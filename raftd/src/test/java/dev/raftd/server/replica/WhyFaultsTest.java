package dev.raftd.server.replica;

import static dev.raftd.server.replica.TestCluster.ELECTION_TICKS;
import static dev.raftd.server.replica.TestCluster.begin;
import static dev.raftd.server.replica.TestCluster.ok;
import static dev.raftd.server.replica.TestCluster.peerUrl;
import static dev.raftd.server.replica.TestCluster.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.MembersResponse;
import dev.raftd.api.TransferResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.replica.TestCluster.Asked;
import dev.raftd.server.storage.SimDisks;
import dev.raftd.why.CauseCode;
import dev.raftd.why.Diagnosis;
import dev.raftd.why.Question;
import dev.raftd.why.Why;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Faults in running members, and the first cause that is named from what those members say.
class WhyFaultsTest {
    private static final Question NEWEST = new Question.Newest();
    private static final Question READ = new Question.Read();
    private static final String LARGE = "x".repeat(20_000);

    private record Fault(String name, CauseCode cause, Supplier<Diagnosis> injected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Fault> faults() {
        return Stream.of(new Fault("a follower's log is probed after a rejection", CauseCode.PROBING, WhyFaultsTest::probing),
                new Fault("a follower's window is full", CauseCode.WINDOW_FULL, WhyFaultsTest::windowFull),
                new Fault("a follower waits for a snapshot", CauseCode.SNAPSHOT_PENDING, WhyFaultsTest::snapshotPending),
                new Fault("a follower is down", CauseCode.UNREACHABLE, WhyFaultsTest::down),
                new Fault("the leader's sync stalls", CauseCode.DISK_STALLED, WhyFaultsTest::leaderStalls),
                new Fault("the followers' syncs stall", CauseCode.DISK_STALLED, WhyFaultsTest::followerStalls),
                new Fault("a follower's disk is full", CauseCode.DISK_FULL, WhyFaultsTest::diskFull),
                new Fault("a follower's log writer is slow", CauseCode.LOG_WRITER_QUEUE, WhyFaultsTest::slowWriter),
                new Fault("nobody reaches anybody", CauseCode.PARTITION, WhyFaultsTest::partition),
                new Fault("the leader does not reach a follower, one way", CauseCode.ONE_WAY, () -> oneWay(true)),
                new Fault("a follower does not reach the leader, one way", CauseCode.ONE_WAY, () -> oneWay(false)),
                new Fault("the old leader is isolated", CauseCode.UNREACHABLE, WhyFaultsTest::leaderIsolated),
                new Fault("a minority of two is cut off", CauseCode.UNREACHABLE, WhyFaultsTest::minority),
                new Fault("applying stands still", CauseCode.APPLY_STUCK, WhyFaultsTest::stuckApply),
                new Fault("a joint change is half done", CauseCode.JOINT_CONFIGURATION, WhyFaultsTest::halfJoint),
                new Fault("the quorum is lost", CauseCode.QUORUM_LOST, WhyFaultsTest::quorumLost),
                new Fault("a follower is paused", CauseCode.PAUSED, WhyFaultsTest::paused),
                new Fault("a follower was paused", CauseCode.PAUSED, WhyFaultsTest::wasPaused),
                new Fault("a removed member still runs", CauseCode.REMOVED, WhyFaultsTest::removed),
                new Fault("an old leader of an older term", CauseCode.TERM_TOO_OLD, WhyFaultsTest::termTooOld),
                new Fault("leadership is handed over", CauseCode.TRANSFER_IN_PROGRESS, WhyFaultsTest::transfer),
                new Fault("too much is uncommitted", CauseCode.UNCOMMITTED_LIMIT, WhyFaultsTest::uncommittedLimit),
                new Fault("a follower's mailbox is full", CauseCode.MAILBOX_FULL, WhyFaultsTest::mailboxFull),
                new Fault("the votes are split equally", CauseCode.SPLIT_VOTE, WhyFaultsTest::splitVote),
                new Fault("pre-votes are rejected", CauseCode.PRE_VOTE_REJECTED, WhyFaultsTest::preVotes),
                new Fault("only old logs campaign", CauseCode.LOG_TOO_OLD, WhyFaultsTest::oldLogs),
                new Fault("a read without a quorum", CauseCode.READ_UNCONFIRMED, WhyFaultsTest::readUnconfirmed),
                new Fault("a read waits for applying", CauseCode.READ_WAITS_FOR_APPLY, WhyFaultsTest::readWaitsForApply),
                new Fault("a read before the first commit of the term", CauseCode.READ_BEFORE_COMMIT, WhyFaultsTest::readBeforeCommit),
                new Fault("a follower is behind", CauseCode.BEHIND, WhyFaultsTest::behind));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void firstCauseNamedIsTheFault(Fault fault) {
        Diagnosis diagnosis = fault.injected.get();
        assertThat(diagnosis.first().code()).as("%s: %s", fault.name, diagnosis).isEqualTo(fault.cause);
        assertThat(diagnosis.well()).as("%s: %s", fault.name, diagnosis).isFalse();
    }

    @Test
    void wellClusterSaysSo() {
        TestCluster cluster = TestCluster.of(3, 1);
        WriteResponse written = cluster.put(1, "a", "1");
        cluster.converge();
        Diagnosis newest = why(cluster, NEWEST);
        assertThat(newest.answer()).endsWith("the newest, is committed and applied everywhere");
        assertThat(newest.first().code()).isEqualTo(CauseCode.NOTHING_WAITS);
        assertThat(newest.well()).isTrue();
        assertThat(why(cluster, new Question.Entry(written.index())).well()).isTrue();
        assertThat(why(cluster, READ).answer()).startsWith("no read waits");
        Diagnosis later = why(cluster, new Question.Entry(1_000_000));
        assertThat(later.first().code()).isEqualTo(CauseCode.NOT_THERE);
        assertThat(later.well()).isTrue();
    }

    @Test
    void compactedEntryIsKnownAsDone() {
        TestCluster cluster = TestCluster.of(3, 1, limits(20, 5, 256, 256L << 20));
        writeLarge(cluster, 80);
        cluster.converge();
        Diagnosis diagnosis = why(cluster, new Question.Entry(2));
        assertThat(diagnosis.first().code()).isEqualTo(CauseCode.COMPACTED);
        assertThat(diagnosis.well()).isTrue();
    }

    @Test
    void entryThatAnotherOneTookThePlaceOfIsSaidToBeOverwritten() {
        TestCluster cluster = TestCluster.of(3, 4);
        long old = cluster.leader();
        cluster.isolate(old);
        Asked<WriteResponse> lost = begin((Reply<WriteResponse> reply) -> cluster.replica(old).write(put("a", "1"), null, reply));
        cluster.tick(1);
        long index = cluster.status(old).log().lastIndex();
        cluster.tick(3 * ELECTION_TICKS);
        write(cluster, cluster.leader(), 3);
        Diagnosis diagnosis = why(cluster, new Question.Entry(index));
        assertThat(diagnosis.causes()).extracting(c -> c.code()).contains(CauseCode.OVERWRITTEN);
        assertThat(lost.answer()).isNull();
    }

    private static Diagnosis why(TestCluster cluster, Question question) {
        long index = question instanceof Question.Entry(long i) ? i : 0;
        return Why.diagnose(cluster.survey(index), question);
    }

    private static ReplicaConfig.Limits limits(long snapshotEvery, long retain, int inflight, long uncommittedBytes) {
        ReplicaConfig.Limits d = ReplicaConfig.Limits.DEFAULT;
        return new ReplicaConfig.Limits(d.requestTimeoutTicks(), d.waitingMax(), snapshotEvery, d.snapshotLogBytes(), retain,
                d.promoteLagMax(), d.readysKept(), d.readysKeptBytes(), inflight, d.messageBytes(), uncommittedBytes, d.stalledMillis());
    }

    private static TestCluster of(int count) {
        return TestCluster.of(count, 1);
    }

    /// Asks for writes and does not wait.
    private static void write(TestCluster cluster, long at, int count) {
        for (int i = 0; i < count; i++) {
            begin((Reply<WriteResponse> reply) -> cluster.replica(at).write(put("k", "v"), null, reply));
            cluster.settle();
        }
    }

    /// So much that segments of the log are released.
    private static void writeLarge(TestCluster cluster, int count) {
        for (int i = 0; i < count; i++) {
            cluster.put(cluster.leader(), "k", LARGE);
        }
    }

    // Peer states.

    private static Diagnosis probing() {
        TestCluster cluster = of(3);
        long old = cluster.leader();
        long next = cluster.follower();
        long cut = 6 - old - next;
        cluster.isolate(cut);
        write(cluster, old, 5);
        ok(cluster.ask((Reply<TransferResponse> reply) -> cluster.replica(old).transfer(next, reply)));
        List<Message> rejections = new ArrayList<>();
        cluster.drops = m -> {
            if (m.type() == MessageType.MSG_APP_RESP && m.from() == cut && m.reject()) {
                rejections.add(m);
            }
            return m.type() == MessageType.MSG_APP && m.to() == cut && !rejections.isEmpty();
        };
        cluster.heal();
        cluster.until("a rejection", () -> !rejections.isEmpty());
        cluster.tick(3);
        return why(cluster, NEWEST);
    }

    private static Diagnosis windowFull() {
        TestCluster cluster = TestCluster.of(3, 1, limits(10_000, 5_000, 4, 256L << 20));
        long to = cluster.follower();
        cluster.drops = m -> m.type() == MessageType.MSG_APP_RESP && m.from() == to;
        write(cluster, cluster.leader(), 12);
        cluster.tick(1);
        return why(cluster, NEWEST);
    }

    private static Diagnosis snapshotPending() {
        TestCluster cluster = TestCluster.of(3, 1, limits(20, 5, 256, 256L << 20));
        long away = cluster.follower();
        cluster.isolate(away);
        writeLarge(cluster, 80);
        cluster.holds = m -> m.type() == MessageType.MSG_SNAP;
        cluster.heal();
        cluster.tick(2 * ELECTION_TICKS);
        return why(cluster, NEWEST);
    }

    private static Diagnosis down() {
        TestCluster cluster = of(3);
        cluster.kill(cluster.follower());
        cluster.tick(4);
        cluster.put(cluster.leader(), "a", "1");
        return why(cluster, NEWEST);
    }

    private static Diagnosis behind() {
        TestCluster cluster = of(3);
        long late = cluster.follower();
        write(cluster, cluster.leader(), 1);
        cluster.holds = m -> m.type() == MessageType.MSG_APP && m.to() == late;
        write(cluster, cluster.leader(), 200);
        return why(cluster, NEWEST);
    }

    // Disks.

    private static Diagnosis leaderStalls() {
        TestCluster cluster = of(3);
        return whileSyncing(cluster, cluster.leader(), 5);
    }

    private static Diagnosis followerStalls() {
        TestCluster cluster = of(2);
        return whileSyncing(cluster, cluster.follower(), 5);
    }

    /// Asks while a member's sync lasts.
    private static Diagnosis whileSyncing(TestCluster cluster, long stalled, int ticks) {
        AtomicReference<Diagnosis> diagnosis = new AtomicReference<>();
        cluster.places.get(stalled).duringSync = () -> {
            cluster.tick(ticks);
            diagnosis.set(why(cluster, NEWEST));
        };
        write(cluster, cluster.leader(), 1);
        return diagnosis.get();
    }

    private static Diagnosis diskFull() {
        TestCluster cluster = of(2);
        long full = cluster.follower();
        SimDisks.bytesMax(cluster.places.get(full).disk, SimDisks.usedBytes(cluster.places.get(full).disk));
        for (int i = 0; i < 20; i++) {
            begin((Reply<WriteResponse> reply) -> cluster.replica(cluster.leader()).write(put("k", LARGE), null, reply));
            cluster.tick(1);
        }
        return why(cluster, NEWEST);
    }

    private static Diagnosis slowWriter() {
        TestCluster cluster = of(2);
        long slow = cluster.follower();
        cluster.places.get(slow).diskStands = true;
        write(cluster, cluster.leader(), 5);
        return why(cluster, NEWEST);
    }

    // Networks.

    private static Diagnosis partition() {
        TestCluster cluster = of(3);
        cluster.places.keySet().forEach(cluster::isolate);
        cluster.tick(6 * ELECTION_TICKS);
        return why(cluster, NEWEST);
    }

    private static Diagnosis oneWay(boolean fromLeader) {
        TestCluster cluster = of(3);
        long leader = cluster.leader();
        long other = cluster.follower();
        if (fromLeader) {
            cluster.cut(leader, other);
        } else {
            cluster.cut(other, leader);
        }
        cluster.tick(3 * ELECTION_TICKS);
        cluster.put(leader, "a", "1");
        assertThat(cluster.replica(leader).leader()).isEqualTo(leader);
        return why(cluster, NEWEST);
    }

    private static Diagnosis leaderIsolated() {
        TestCluster cluster = of(3);
        cluster.isolate(cluster.leader());
        cluster.tick(4 * ELECTION_TICKS);
        cluster.put(cluster.leader(), "a", "1");
        return why(cluster, NEWEST);
    }

    private static Diagnosis minority() {
        TestCluster cluster = of(5);
        List<Long> minority = cluster.places.keySet().stream().filter(id -> id != cluster.leader()).limit(2).toList();
        for (long in : minority) {
            cluster.places.keySet().stream().filter(id -> !minority.contains(id)).forEach(out -> {
                cluster.cut(in, out);
                cluster.cut(out, in);
            });
        }
        cluster.tick(3 * ELECTION_TICKS);
        cluster.put(cluster.leader(), "a", "1");
        Diagnosis diagnosis = why(cluster, NEWEST);
        assertThat(minority).contains(diagnosis.first().member());
        return diagnosis;
    }

    // Loops.

    private static Diagnosis stuckApply() {
        TestCluster cluster = of(3);
        long stuck = cluster.leader();
        AtomicReference<Diagnosis> diagnosis = new AtomicReference<>();
        cluster.replica(stuck).write(put("a", "1"), null, answer -> {
            // the loop is in the middle of applying: whatever comes after this answer waits for it
            cluster.places.get(stuck).loopStands = true;
            cluster.tick(5);
            diagnosis.set(why(cluster, NEWEST));
            cluster.places.get(stuck).loopStands = false;
        });
        cluster.settle();
        assertThat(diagnosis.get().first().member()).isEqualTo(stuck);
        return diagnosis.get();
    }

    private static Diagnosis paused() {
        TestCluster cluster = of(3);
        cluster.pause(cluster.follower());
        cluster.tick(3 * ELECTION_TICKS);
        cluster.put(cluster.leader(), "a", "1");
        return why(cluster, NEWEST);
    }

    private static Diagnosis wasPaused() {
        TestCluster cluster = of(3);
        long paused = cluster.follower();
        cluster.pause(paused);
        cluster.tick(3 * ELECTION_TICKS);
        cluster.holds = m -> m.to() == paused && m.type() == MessageType.MSG_APP;
        write(cluster, cluster.leader(), 1);
        cluster.resume(paused);
        cluster.tick(1);
        return why(cluster, NEWEST);
    }

    private static Diagnosis mailboxFull() {
        TestCluster cluster = of(3);
        long busy = cluster.follower();
        cluster.places.get(busy).loopStands = true;
        Message heartbeat = Message.builder(MessageType.MSG_HEARTBEAT).from(cluster.leader()).to(busy)
                .term(cluster.status(cluster.leader()).term()).build();
        int taken = 0;
        while (cluster.replica(busy).received(heartbeat)) {
            taken++;
        }
        assertThat(taken).isEqualTo(10_000);
        cluster.put(cluster.leader(), "a", "1");
        return why(cluster, NEWEST);
    }

    // Members.

    private static Diagnosis halfJoint() {
        TestCluster cluster = of(2);
        long old = cluster.follower();
        ok(cluster.ask((Reply<MembersResponse> reply) -> cluster.replica(cluster.leader())
                .change(new MemberChange.Replace(old, 4, peerUrl(4)), false, reply)));
        cluster.drops = m -> m.entries().stream().anyMatch(e -> e.type() == EntryType.CONF_CHANGE_V2 && e.data().length == 0);
        cluster.join(4);
        cluster.until("joint", () -> !cluster.status(cluster.leader()).config().votersOutgoing().isEmpty());
        cluster.kill(4);
        cluster.drops = m -> false;
        write(cluster, cluster.leader(), 1);
        cluster.tick(3);
        return why(cluster, NEWEST);
    }

    private static Diagnosis removed() {
        TestCluster cluster = of(3);
        long gone = cluster.follower();
        ok(cluster.ask(
                (Reply<MembersResponse> reply) -> cluster.replica(cluster.leader()).change(new MemberChange.Remove(gone), false, reply)));
        cluster.tick(3);
        Diagnosis diagnosis = why(cluster, NEWEST);
        assertThat(diagnosis.first().member()).isEqualTo(gone);
        return diagnosis;
    }

    private static Diagnosis quorumLost() {
        TestCluster cluster = of(3);
        long left = cluster.leader();
        cluster.places.keySet().stream().filter(id -> id != left).forEach(cluster::kill);
        write(cluster, left, 1);
        cluster.tick(4);
        Diagnosis early = why(cluster, NEWEST);
        assertThat(early.quorum()).containsExactly("needs 2 of {1,2,3}; has {" + left + "}");
        assertThat(early.first().code()).as("while it still leads").isEqualTo(CauseCode.QUORUM_LOST);
        cluster.tick(3 * ELECTION_TICKS);
        assertThat(cluster.replica(left).leader()).isZero();
        return why(cluster, NEWEST);
    }

    // Leaders.

    private static Diagnosis termTooOld() {
        TestCluster cluster = of(3);
        long old = cluster.leader();
        long next = cluster.follower();
        // whatever the others say does not reach it, and it has not looked yet whether anybody follows it
        cluster.isolate(old);
        write(cluster, old, 2);
        long index = cluster.status(old).log().lastIndex();
        electAtOnce(cluster, next);
        assertThat(cluster.replica(old).leader()).isEqualTo(old);
        return why(cluster, new Question.Entry(index));
    }

    /// As after a transfer: without waiting for anybody's lease.
    private static void electAtOnce(TestCluster cluster, long next) {
        long term = cluster.status(next).term();
        cluster.replica(next).received(Message.builder(MessageType.MSG_TIMEOUT_NOW).from(cluster.replica(next).leader()).to(next).term(term)
                .build());
        cluster.settle();
        assertThat(cluster.replica(next).leader()).isEqualTo(next);
    }

    private static Diagnosis transfer() {
        TestCluster cluster = of(3);
        long to = cluster.follower();
        cluster.holds = m -> m.type() == MessageType.MSG_TIMEOUT_NOW;
        begin((Reply<TransferResponse> reply) -> cluster.replica(cluster.leader()).transfer(to, reply));
        write(cluster, cluster.leader(), 1);
        cluster.tick(3);
        return why(cluster, NEWEST);
    }

    private static Diagnosis uncommittedLimit() {
        TestCluster cluster = TestCluster.of(3, 1, limits(10_000, 5_000, 256, 50_000));
        long leader = cluster.leader();
        cluster.holds = m -> m.type() == MessageType.MSG_APP_RESP;
        Asked<WriteResponse> last = null;
        for (int i = 0; i < 5; i++) {
            last = begin((Reply<WriteResponse> reply) -> cluster.replica(leader).write(put("k", LARGE), null, reply));
            cluster.settle();
        }
        assertThat(last.answer()).as("refused").isInstanceOf(Answer.Failed.class);
        return why(cluster, NEWEST);
    }

    // Elections.

    private static Diagnosis splitVote() {
        TestCluster cluster = of(3);
        cluster.kill(cluster.leader());
        List<Long> left = cluster.places.values().stream().filter(p -> p.replica != null).map(p -> p.id).toList();
        // both have forgotten the leader, and campaign in the same instant
        left.forEach(id -> cluster.replica(id).raft().forgetLeader());
        left.forEach(id -> cluster.replica(id).raft().campaign());
        cluster.settle();
        return why(cluster, NEWEST);
    }

    private static Diagnosis preVotes() {
        TestCluster cluster = of(3);
        cluster.kill(cluster.leader());
        long first = cluster.places.values().stream().filter(p -> p.replica != null).findFirst().orElseThrow().id;
        cluster.replica(first).raft().campaign();
        cluster.settle();
        return why(cluster, NEWEST);
    }

    private static Diagnosis oldLogs() {
        TestCluster cluster = of(3);
        long dead = cluster.leader();
        long newest = cluster.follower();
        long behind = 6 - dead - newest;
        cluster.isolate(behind);
        cluster.put(dead, "a", "1");
        cluster.kill(dead);
        cluster.heal();
        cluster.drops = m -> m.type() == MessageType.MSG_PRE_VOTE && m.from() == newest;
        cluster.tick(4 * ELECTION_TICKS);
        assertThat(cluster.replica(newest).leader()).isZero();
        return why(cluster, NEWEST);
    }

    // Reads.

    private static void read(TestCluster cluster, long at) {
        begin((Reply<KvRoot> reply) -> cluster.replica(at).read(false, reply));
        cluster.settle();
    }

    private static Diagnosis readUnconfirmed() {
        TestCluster cluster = of(3);
        long leader = cluster.leader();
        cluster.places.keySet().stream().filter(id -> id != leader).forEach(cluster::kill);
        read(cluster, leader);
        cluster.tick(7);
        assertThat(cluster.replica(leader).leader()).isEqualTo(leader);
        return why(cluster, READ);
    }

    private static Diagnosis readWaitsForApply() {
        TestCluster cluster = of(3);
        long slow = cluster.follower();
        cluster.places.get(slow).diskStands = true;
        cluster.put(cluster.leader(), "a", "1");
        read(cluster, slow);
        Diagnosis diagnosis = why(cluster, READ);
        assertThat(diagnosis.first().member()).isEqualTo(slow);
        assertThat(diagnosis.causes()).extracting(c -> c.code()).contains(CauseCode.LOG_WRITER_QUEUE);
        return diagnosis;
    }

    private static Diagnosis readBeforeCommit() {
        TestCluster cluster = of(3);
        long next = cluster.follower();
        cluster.holds = m -> m.type() == MessageType.MSG_APP_RESP && m.to() == next;
        begin((Reply<TransferResponse> reply) -> cluster.replica(cluster.leader()).transfer(next, reply));
        cluster.until("the next leads", () -> cluster.replica(next).leader() == next);
        read(cluster, next);
        return why(cluster, READ);
    }
}
