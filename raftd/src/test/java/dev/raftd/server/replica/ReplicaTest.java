package dev.raftd.server.replica;

import static dev.raftd.server.replica.TestCluster.begin;
import static dev.raftd.server.replica.TestCluster.clientUrl;
import static dev.raftd.server.replica.TestCluster.failure;
import static dev.raftd.server.replica.TestCluster.ok;
import static dev.raftd.server.replica.TestCluster.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.ActivityStatus;
import dev.raftd.api.Bytes;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.LogEntry;
import dev.raftd.api.LogResponse;
import dev.raftd.api.Member;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.Outcome;
import dev.raftd.api.ReadyTrace;
import dev.raftd.api.StatusResponse;
import dev.raftd.api.TransferResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.raftpb.MessageType;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.replica.TestCluster.Asked;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaTest {
    private final TestCluster cluster = TestCluster.of(3, 1);

    @Test
    void writeOnAnyMemberIsReadOnEveryMember() {
        for (long id = 1; id <= 3; id++) {
            WriteResponse written = cluster.put(id, "key" + id, "value" + id);
            assertThat(written.index()).isPositive();
            for (long reader = 1; reader <= 3; reader++) {
                assertThat(cluster.get(reader, "key" + id)).isEqualTo("value" + id);
            }
        }
        cluster.converge();
        assertThat(cluster.root(1).revision()).isEqualTo(3);
    }

    @Test
    void answersCarryIndexTermRevisionAndWhetherTheKeyExisted() {
        long leader = cluster.leader();
        WriteResponse first = cluster.put(leader, "a", "1");
        WriteResponse second = cluster.put(leader, "a", "2");
        assertThat(first.existed()).isFalse();
        assertThat(second.existed()).isTrue();
        assertThat(second.index()).isEqualTo(first.index() + 1);
        assertThat(second.revision()).isEqualTo(first.revision() + 1);
        assertThat(second.term()).isEqualTo(cluster.status(leader).term());
    }

    @Test
    void statusTellsWhatAMemberDidAndWhatWaitsInIt() {
        long leader = cluster.leader();
        ActivityStatus before = cluster.status(leader).activity();
        for (int i = 0; i < 5; i++)
            cluster.put(leader, "a", "1");
        cluster.get(leader, "a");
        ActivityStatus after = cluster.status(leader).activity();
        assertThat(after.writes() - before.writes()).isEqualTo(5);
        assertThat(after.reads() - before.reads()).isEqualTo(1);
        assertThat(after.entriesAppended() - before.entriesAppended()).isEqualTo(5);
        assertThat(after.entriesApplied() - before.entriesApplied()).isEqualTo(5);
        assertThat(after.batches() - before.batches()).isBetween(1L, 5L);
        assertThat(after.syncs() - before.syncs()).isBetween(1L, 5L);
        assertThat(after.messagesSent()).isGreaterThan(before.messagesSent());
        assertThat(after.messagesReceived()).isGreaterThan(before.messagesReceived());
        assertThat(after.elections()).isPositive();
        assertThat(after.writesWaiting()).isZero();
        assertThat(after.readsWaiting()).isZero();
    }

    @Test
    void statusTellsHowMuchOfALeadersIsUncommitted() {
        long leader = cluster.leader();
        cluster.drops = m -> m.from() == leader;
        Asked<WriteResponse> waits = begin(reply -> cluster.replica(leader).write(put("a", "1"), null, reply));
        cluster.settle();
        assertThat(waits.answer()).isNull();
        assertThat(cluster.status(leader).activity().uncommittedBytes()).isPositive();
        assertThat(cluster.status(leader).activity().writesWaiting()).isEqualTo(1);
        assertThat(cluster.status(cluster.follower()).activity().uncommittedBytes()).isZero();
    }

    @Test
    void aCommitIndexAloneCostsAFollowerNoSync() {
        long leader = cluster.leader();
        long follower = cluster.follower();
        cluster.put(leader, "a", "1");
        long before = cluster.replica(follower).counters().values().syncs();
        for (int i = 0; i < 5; i++)
            cluster.put(leader, "a", "2");
        assertThat(cluster.replica(follower).counters().values().syncs() - before).isLessThanOrEqualTo(5);
    }

    @Test
    void heartbeatsOfANewTermAreAnsweredOnceTheTermIsDurable() {
        long leader = cluster.leader();
        long slow = cluster.follower();
        long third = 6 - leader - slow;
        long before = cluster.status(slow).term();
        long[] answered = new long[1];
        cluster.drops = m -> {
            boolean answer = m.from() == slow && m.type() == MessageType.MSG_HEARTBEAT_RESP;
            answered[0] = answer ? Math.max(answered[0], m.term()) : answered[0];
            return false;
        };
        cluster.places.get(slow).diskStands = true;
        ok(cluster.<TransferResponse>ask(reply -> cluster.replica(leader).transfer(third, reply)));
        cluster.tick(5);
        assertThat(cluster.status(slow).term()).isGreaterThan(before);
        assertThat(answered[0]).isLessThanOrEqualTo(before);
        cluster.places.get(slow).diskStands = false;
        cluster.tick(5);
        assertThat(answered[0]).isGreaterThan(before);
    }

    @Test
    void failedCompareIsToldAndNotApplied() {
        cluster.put(1, "a", "1");
        Answer<WriteResponse> answer = cluster.ask(
                reply -> cluster.replica(2).write(new Command.Put(Bytes.utf8("a"), Bytes.utf8("2"), Command.ABSENT), null, reply));
        assertThat(failure(answer).code()).isEqualTo(ErrorCode.COMPARE_FAILED);
        assertThat(failure(answer).outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void writeRepeatedWithItsIdempotencyKeyOnAnotherMemberAppliesOnce() {
        Bytes key = Bytes.utf8("once");
        WriteResponse first = ok(cluster.ask(reply -> cluster.replica(1).write(put("a", "1"), key, reply)));
        cluster.put(3, "a", "between");
        WriteResponse again = ok(cluster.ask(reply -> cluster.replica(2).write(put("a", "1"), key, reply)));
        assertThat(again).isEqualTo(first);
        assertThat(cluster.get(1, "a")).isEqualTo("between");
        Answer<WriteResponse> other = cluster.ask(reply -> cluster.replica(2).write(put("a", "2"), key, reply));
        assertThat(failure(other).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void forwardedProposalDeliveredTwiceTakesEffectOnce() {
        long follower = cluster.follower();
        long before = cluster.root(follower).revision();
        cluster.repeats = message -> message.type() == MessageType.MSG_PROP;
        cluster.put(follower, "a", "1");
        cluster.tick(5);
        assertThat(cluster.root(follower).revision()).isEqualTo(before + 1);
    }

    @Test
    void writesOfOneTurnAreOneProposal() {
        long leader = cluster.leader();
        cluster.tick(5);
        long seq = cluster.status(leader).readySeq();
        List<Asked<WriteResponse>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String key = "k" + i;
            all.add(begin(reply -> cluster.replica(leader).write(put(key, "v"), null, reply)));
        }
        cluster.settle();
        List<Long> indexes = all.stream().map(asked -> ok(asked.answer()).index()).toList();
        assertThat(indexes).doesNotHaveDuplicates().isSorted();
        assertThat(cluster.status(leader).readySeq() - seq).isLessThan(20);
    }

    @Test
    void writeWaitsForALeaderAndThenGoesOn() {
        long leader = cluster.leader();
        long follower = cluster.follower();
        cluster.kill(leader);
        Asked<WriteResponse> asked = begin(reply -> cluster.replica(follower).write(put("a", "1"), null, reply));
        cluster.until("an answer", () -> asked.answer() != null);
        // sent to the dead leader, or held until there was a new one
        if (asked.answer() instanceof Answer.Failed<WriteResponse> failed) {
            assertThat(failed.failure().outcome()).isEqualTo(Outcome.UNKNOWN);
        }
        WriteResponse held = cluster.put(follower, "b", "2");
        assertThat(held.index()).isPositive();
    }

    @Test
    void forwardedWriteThatItsLeaderDroppedGoesToTheNextOne() {
        long old = cluster.leader();
        long follower = cluster.follower();
        boolean[] lost = {false};
        cluster.drops = message -> message.type() == MessageType.MSG_PROP && !lost[0] && (lost[0] = true);
        Asked<WriteResponse> write = begin(reply -> cluster.replica(follower).write(put("a", "1"), null, reply));
        cluster.settle();
        assertThat(lost[0]).isTrue();
        cluster.kill(old);
        cluster.until("an answer", () -> write.answer() != null);
        assertThat(ok(write.answer()).index()).isPositive();
    }

    @Test
    void forwardedWriteGoesToTheSameLeaderAgainIfThatWasElectedAnew() {
        cluster.until("all announced", () -> cluster.root(1).members().values().stream().allMatch(m -> m.clientUrl() != null));
        long leader = cluster.leader();
        long follower = cluster.follower();
        long other = 6 - leader - follower;
        long term = cluster.status(follower).term();
        cluster.drops = message -> message.type() == MessageType.MSG_PROP;
        Asked<WriteResponse> write = begin(reply -> cluster.replica(follower).write(put("a", "1"), null, reply));
        cluster.settle();
        cluster.drops = message -> false;
        cluster.isolate(follower);
        ok(cluster.<TransferResponse>ask(reply -> cluster.replica(leader).transfer(other, reply)));
        ok(cluster.<TransferResponse>ask(reply -> cluster.replica(other).transfer(leader, reply)));
        cluster.heal();
        cluster.tick(2);
        assertThat(cluster.status(follower).term()).isEqualTo(term + 2);
        assertThat(ok(write.answer()).index()).isPositive();
    }

    @Test
    void forwardedWriteThatTheDeadLeaderHadReplicatedIsAppliedOnce() {
        long old = cluster.leader();
        long follower = cluster.follower();
        long revision = cluster.root(follower).revision();
        // the commit index of the new entry reaches nobody
        cluster.drops = message -> message.from() == old && message.type() == MessageType.MSG_APP && message.entries().isEmpty();
        Asked<WriteResponse> write = begin(reply -> cluster.replica(follower).write(put("a", "1"), null, reply));
        cluster.settle();
        assertThat(write.answer()).isNull();
        cluster.drops = message -> false;
        cluster.kill(old);
        cluster.until("an answer", () -> write.answer() != null);
        assertThat(ok(write.answer()).existed()).isFalse();
        cluster.tick(5);
        assertThat(cluster.root(follower).revision()).isEqualTo(revision + 1);
    }

    @Test
    void writeWithoutALeaderIsNotAppliedWhenItsTimeIsUp() {
        long leader = cluster.leader();
        long follower = cluster.follower();
        cluster.isolate(follower);
        cluster.until("the follower has no leader", () -> cluster.replica(follower).leader() == 0);
        Asked<WriteResponse> write = begin(reply -> cluster.replica(follower).write(put("a", "lost"), null, reply));
        Asked<KvRoot> read = begin(reply -> cluster.replica(follower).read(false, reply));
        cluster.tick(ReplicaConfig.Limits.DEFAULT.requestTimeoutTicks() + 1);
        assertThat(failure(write.answer()).code()).isEqualTo(ErrorCode.NO_LEADER);
        assertThat(failure(write.answer()).outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure(read.answer()).code()).isEqualTo(ErrorCode.NO_LEADER);
        cluster.heal();
        assertThat(cluster.get(leader, "a")).isNull();
    }

    @Test
    void leaderThatLosesItsFollowersKnowsNotWhatBecomesOfItsWrites() {
        long old = cluster.leader();
        cluster.isolate(old);
        Asked<WriteResponse> write = begin(reply -> cluster.replica(old).write(put("a", "isolated"), null, reply));
        cluster.tick(ReplicaConfig.Limits.DEFAULT.requestTimeoutTicks() + 1);
        assertThat(failure(write.answer()).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure(write.answer()).code()).isEqualTo(ErrorCode.NO_QUORUM);
    }

    @Test
    void writeThatAnotherLeaderOverwroteIsNotApplied() {
        long old = cluster.leader();
        cluster.isolate(old);
        Asked<WriteResponse> write = begin(reply -> cluster.replica(old).write(put("a", "old"), null, reply));
        cluster.settle();
        long other = cluster.places.keySet().stream().filter(id -> id != old).findFirst().orElseThrow();
        cluster.until("another leader", () -> cluster.replica(other).leader() != old && cluster.replica(other).leader() != 0);
        cluster.put(cluster.replica(other).leader(), "a", "new");
        cluster.heal();
        cluster.until("an answer", () -> write.answer() != null);
        assertThat(failure(write.answer()).code()).isEqualTo(ErrorCode.LEADER_CHANGED);
        assertThat(failure(write.answer()).outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(cluster.get(old, "a")).isEqualTo("new");
    }

    @Test
    void isolatedLeaderAnswersNoLinearizableReadButStaleOnes() {
        long old = cluster.leader();
        cluster.put(old, "a", "1");
        cluster.isolate(old);
        Asked<KvRoot> read = begin(reply -> cluster.replica(old).read(false, reply));
        cluster.settle();
        assertThat(read.answer()).isNull();
        long other = cluster.places.keySet().stream().filter(id -> id != old).findFirst().orElseThrow();
        cluster.until("another leader", () -> cluster.replica(other).leader() != old && cluster.replica(other).leader() != 0);
        cluster.put(other, "a", "2");
        assertThat(read.answer()).isNull();
        assertThat(cluster.root(old).get(Bytes.utf8("a")).value()).isEqualTo(Bytes.utf8("1"));
        cluster.heal();
        cluster.until("an answer", () -> read.answer() != null);
        assertThat(ok(read.answer()).get(Bytes.utf8("a")).value()).as("asked again, of the new leader").isEqualTo(Bytes.utf8("2"));
    }

    @Test
    void lostReadIndexIsAskedAgain() {
        long follower = cluster.follower();
        cluster.put(follower, "a", "1");
        int[] lost = {0};
        cluster.drops = message -> message.type() == MessageType.MSG_READ_INDEX && lost[0]++ == 0;
        assertThat(cluster.get(follower, "a")).isEqualTo("1");
        assertThat(lost[0]).isGreaterThan(1);
    }

    @Test
    void leaderWithAStandingDiskGoesOnReplicatingAndCommitsByTheOthers() {
        long leader = cluster.leader();
        cluster.places.get(leader).diskStands = true;
        Asked<WriteResponse> write = begin(reply -> cluster.replica(leader).write(put("a", "1"), null, reply));
        cluster.settle();
        long follower = cluster.follower();
        cluster.tick(2);
        assertThat(cluster.status(leader).log().committed()).as("a quorum of disks, not the leader's own")
                .isEqualTo(cluster.status(follower).log().lastIndex());
        assertThat(write.answer()).as("applied here only once it is stable here").isNull();
        cluster.places.get(leader).diskStands = false;
        cluster.settle();
        assertThat(ok(write.answer()).index()).isPositive();
    }

    @Test
    void nothingIsAnsweredBeforeAQuorumOfDisksHasIt() {
        long leader = cluster.leader();
        cluster.places.values().forEach(place -> place.diskStands = true);
        Asked<WriteResponse> write = begin(reply -> cluster.replica(leader).write(put("a", "1"), null, reply));
        cluster.tick(3);
        assertThat(write.answer()).isNull();
        assertThat(cluster.status(leader).log().committed()).isLessThan(cluster.status(leader).log().lastIndex());
        cluster.places.values().forEach(place -> place.diskStands = false);
        cluster.settle();
        assertThat(write.answer()).isInstanceOf(Answer.Ok.class);
    }

    @Test
    void restartOfAllKeepsEverythingAcknowledged() {
        for (int i = 0; i < 20; i++) {
            cluster.put(1 + i % 3, "k" + i, "v" + i);
        }
        long term = cluster.status(1).term();
        for (long id = 1; id <= 3; id++) {
            cluster.kill(id);
        }
        for (long id = 1; id <= 3; id++) {
            cluster.start(id);
        }
        cluster.leader();
        assertThat(cluster.status(1).term()).isGreaterThanOrEqualTo(term);
        for (int i = 0; i < 20; i++) {
            assertThat(cluster.get(1 + i % 3, "k" + i)).isEqualTo("v" + i);
        }
        assertThat(ok(cluster.ask(cluster.replica(2)::members)).members()).hasSize(3);
    }

    @Test
    void clusterOfOneServesAlone() {
        TestCluster one = TestCluster.of(1, 5);
        one.put(1, "a", "1");
        assertThat(one.get(1, "a")).isEqualTo("1");
        one.kill(1);
        one.start(1);
        one.leader();
        assertThat(one.get(1, "a")).isEqualTo("1");
    }

    @Test
    void membersAnnounceWhereTheyServeClients() {
        cluster.until("all announced", () -> cluster.root(1).members().values().stream().allMatch(m -> m.clientUrl() != null));
        MembersResponse members = ok(cluster.ask(cluster.replica(1)::members));
        long leader = cluster.leader();
        assertThat(members.clusterId()).isEqualTo("000000000000002a");
        assertThat(members.members()).containsExactly(member(1, leader), member(2, leader), member(3, leader));
        assertThat(cluster.replica(1).leaderClientUrl()).isEqualTo(clientUrl(leader));
    }

    private static Member member(long id, long leader) {
        return new Member(id, TestCluster.peerUrl(id), clientUrl(id), false, id == leader);
    }

    @Test
    void statusTellsWhatTheLeaderKnowsOfEachMember() {
        long leader = cluster.leader();
        cluster.put(leader, "a", "1");
        cluster.tick(3);
        StatusResponse status = cluster.status(leader);
        assertThat(status.role()).isEqualTo("StateLeader");
        assertThat(status.lead()).isEqualTo(leader);
        assertThat(status.peers()).hasSize(3).allSatisfy(peer -> {
            assertThat(peer.state()).isEqualTo("StateReplicate");
            assertThat(peer.match()).isEqualTo(status.log().lastIndex());
        });
        assertThat(status.store().keys()).isEqualTo(1);
        assertThat(status.log().applied()).isEqualTo(status.log().committed()).isEqualTo(status.log().lastIndex());
        assertThat(status.log().stableIndex()).isEqualTo(status.log().lastIndex());
        StatusResponse follower = cluster.status(cluster.follower());
        assertThat(follower.role()).isEqualTo("StateFollower");
        assertThat(follower.peers()).isEmpty();
    }

    @Test
    void logTellsEachEntrysPlaceAndWords() {
        long leader = cluster.leader();
        cluster.put(leader, "a", "1");
        cluster.places.get(leader).diskStands = true;
        begin((Reply<WriteResponse> reply) -> cluster.replica(leader).write(put("b", "2"), null, reply));
        cluster.settle();
        LogResponse log = ok(cluster.ask(reply -> cluster.replica(leader).log(0, 0, 100, reply)));
        LogEntry last = log.entries().getLast();
        LogEntry before = log.entries().get(log.entries().size() - 2);
        assertThat(last.text()).isEqualTo("put \"b\" \"2\"");
        assertThat(last.place()).isEqualTo("in-progress");
        assertThat(last.applied()).isFalse();
        assertThat(before.place()).isEqualTo("stable");
        assertThat(log.entries().getFirst().text()).isEqualTo("v1");
        assertThat(log.entries().getFirst().type()).isEqualTo("EntryConfChange");
        LogResponse two = ok(cluster.ask(reply -> cluster.replica(leader).log(2, 0, 2, reply)));
        assertThat(two.entries()).extracting(LogEntry::index).containsExactly(2L, 3L);
    }

    @Test
    void readysAreKeptAndShownToThoseWhoFollow() throws Exception {
        long leader = cluster.leader();
        List<ReadyTrace> seen = new ArrayList<>();
        AutoCloseable following = cluster.replica(leader).followReadys(seen::add);
        cluster.put(leader, "a", "1");
        assertThat(seen).isNotEmpty().anySatisfy(trace -> assertThat(trace.text()).contains("EntryNormal put \"a\" \"1\""));
        List<ReadyTrace> last = cluster.replica(leader).lastReadys(seen.size());
        assertThat(last).containsSequence(seen.subList(seen.size() - 2, seen.size()));
        following.close();
        int count = seen.size();
        cluster.put(leader, "a", "2");
        assertThat(seen).hasSize(count);
    }

    @Test
    void leadershipIsHandedOverOnDemand() {
        long leader = cluster.leader();
        long follower = cluster.follower();
        TransferResponse done = ok(cluster.ask(reply -> cluster.replica(leader).transfer(follower, reply)));
        assertThat(done.leader()).isEqualTo(follower);
        assertThat(cluster.leader()).isEqualTo(follower);
        Answer<TransferResponse> notLeader = cluster.ask(reply -> cluster.replica(leader).transfer(follower, reply));
        assertThat(failure(notLeader).code()).isEqualTo(ErrorCode.LEADER_CHANGED);
        Answer<TransferResponse> stranger = cluster.ask(reply -> cluster.replica(follower).transfer(9, reply));
        assertThat(failure(stranger).code()).isEqualTo(ErrorCode.MEMBER_NOT_FOUND);
    }

    @Test
    void transferToADeadMemberFailsAndWritesGoOn() {
        long leader = cluster.leader();
        long follower = cluster.follower();
        cluster.kill(follower);
        Asked<TransferResponse> transfer = begin(reply -> cluster.replica(leader).transfer(follower, reply));
        Asked<WriteResponse> write = begin(reply -> cluster.replica(leader).write(put("a", "1"), null, reply));
        cluster.until("answers", () -> transfer.answer() != null && write.answer() != null);
        assertThat(failure(transfer.answer()).code()).isEqualTo(ErrorCode.TRANSFER_FAILED);
        assertThat(ok(write.answer()).index()).as("held while leadership was being handed over").isPositive();
    }

    @Test
    void stoppingMemberHandsOverAndAnswersWhatWaits() {
        long leader = cluster.leader();
        Replica replica = cluster.replica(leader);
        replica.refuseRequests();
        var handedOver = replica.handOver();
        cluster.until("handed over", handedOver::isDone);
        assertThat(replica.leader()).isNotEqualTo(leader).isNotZero();
        Answer<WriteResponse> refused = cluster.ask(reply -> replica.write(put("a", "1"), null, reply));
        assertThat(failure(refused).code()).isEqualTo(ErrorCode.SHUTTING_DOWN);
    }

    @Test
    void waitingRequestsAreAnsweredWhenTheMemberStops() {
        long follower = cluster.follower();
        cluster.isolate(follower);
        Asked<WriteResponse> forwarded = begin(reply -> cluster.replica(follower).write(put("a", "1"), null, reply));
        cluster.settle();
        Asked<KvRoot> read = begin(reply -> cluster.replica(follower).read(false, reply));
        var answered = cluster.replica(follower).answerRequests();
        cluster.settle();
        assertThat(answered).isDone();
        assertThat(failure(forwarded.answer()).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure(read.answer()).code()).isEqualTo(ErrorCode.SHUTTING_DOWN);
    }

    @Test
    void tooManyWaitingWritesAreRefusedAtOnce() {
        cluster.places.values().forEach(place -> place.diskStands = true);
        List<Asked<WriteResponse>> all = new ArrayList<>();
        for (int i = 0; i <= ReplicaConfig.Limits.DEFAULT.waitingMax(); i++) {
            all.add(begin(reply -> cluster.replica(1).write(put("a", "1"), null, reply)));
        }
        assertThat(failure(all.getLast().answer()).code()).isEqualTo(ErrorCode.OVERLOADED);
        cluster.places.values().forEach(place -> place.diskStands = false);
        cluster.until("all answered", () -> all.stream().allMatch(asked -> asked.answer() != null));
        assertThat(all.subList(0, all.size() - 1)).allSatisfy(asked -> assertThat(asked.answer()).isInstanceOf(Answer.Ok.class));
    }
}
