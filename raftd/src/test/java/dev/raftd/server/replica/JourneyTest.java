package dev.raftd.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Bytes;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.Journey;
import dev.raftd.api.JourneyMember;
import dev.raftd.api.JourneyPart;
import dev.raftd.api.JourneyStage;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.journey.Merge;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What members record, put together: a whole cluster in one thread.
class JourneyTest {
    private final TestCluster cluster = new TestCluster(3);

    private void found(int members) {
        cluster.recording = ReplicaConfig.Recording.LITTLE;
        cluster.found(members);
    }

    private Answer<JourneyPart> ask(long member, EntryChoice choice) {
        return cluster.ask(reply -> cluster.replica(member).journey(choice, reply));
    }

    private JourneyPart part(long member, long index) {
        return TestCluster.ok(ask(member, new EntryChoice.At(index)));
    }

    private Journey journey(long index) {
        cluster.tick(2);
        return Merge.of(cluster.places.keySet().stream().map(id -> part(id, index)).toList(), List.of());
    }

    private static List<String> stages(Journey journey, long member) {
        return journey.members().stream().filter(m -> m.id() == member).flatMap(m -> m.stages().stream()).map(JourneyStage::stage).toList();
    }

    private long follower() {
        long leader = cluster.leader();
        return cluster.places.keySet().stream().filter(id -> id != leader).findFirst().orElseThrow();
    }

    @Test
    void aWriteAtTheLeaderIsSeenByAll() {
        found(3);
        long leader = cluster.leader();
        WriteResponse written = cluster.put(leader, "k", "v");
        Journey journey = journey(written.index());
        assertThat(journey.term()).isEqualTo(written.term());
        assertThat(journey.leader()).isEqualTo(leader);
        assertThat(journey.text()).isEqualTo("put \"k\" \"v\"");
        assertThat(journey.members()).extracting(JourneyMember::role).containsExactly("leader", "follower", "follower");
        assertThat(stages(journey, leader)).containsExactlyInAnyOrder("received", "proposed", "appended", "sent", "sent", "write-begun",
                "synced", "ack-received", "ack-received", "committed", "applied", "answered");
        assertThat(stages(journey, follower())).containsExactlyInAnyOrder("append-received", "appended", "write-begun", "synced",
                "ack-sent",
                "committed", "applied");
        assertThat(journey.quorum().acknowledged()).as("at one instant of virtual time").hasSizeBetween(2, 3)
                .contains(journey.quorum().closedBy());
        assertThat(journey.notes()).isEmpty();
    }

    @Test
    void aWriteAtAFollowerIsSeenFromTheRequestThereToTheAnswerThere() {
        found(3);
        long asked = follower();
        Journey journey = journey(cluster.put(asked, "k", "v").index());
        assertThat(stages(journey, asked)).containsExactlyInAnyOrder("received", "proposed", "forwarded", "append-received", "appended",
                "write-begun", "synced", "ack-sent", "committed", "applied", "answered");
        assertThat(stages(journey, cluster.leader())).contains("proposal-received").doesNotContain("received", "answered");
        assertThat(journey.critical().getFirst().fromMember()).isEqualTo(asked);
        assertThat(journey.critical().getLast().toStage()).isEqualTo("answered");
    }

    @Test
    void afterTheLeaderChangedWhatIsNewIsTheNewOnesAndWhatIsOldIsStillThere() {
        found(3);
        long old = cluster.leader();
        long asked = follower();
        WriteResponse before = cluster.put(old, "a", "1");
        cluster.tick(2);
        cluster.isolate(old);
        cluster.until("another leader", () -> cluster.places.keySet().stream()
                .anyMatch(id -> id != old && cluster.replica(id).view().leads()));
        cluster.heal();
        cluster.tick(20);
        long leader = cluster.leader();
        WriteResponse after = cluster.put(old, "b", "2");
        assertThat(journey(before.index()).leader()).isEqualTo(old);
        Journey journey = journey(after.index());
        assertThat(journey.leader()).isEqualTo(leader).isNotEqualTo(old);
        assertThat(stages(journey, old)).contains("forwarded", "append-received", "answered");
        assertThat(asked).isPositive();
    }

    @Test
    void aLeadersEmptyEntryAndAChangeOfTheMembershipHaveJourneysToo() {
        found(3);
        long leader = cluster.leader();
        long first = 0;
        for (long i = 4; first == 0; i++) {
            first = part(leader, i).text().isEmpty() ? i : 0;
        }
        Journey empty = journey(first);
        assertThat(stages(empty, leader)).contains("appended", "sent", "synced", "committed", "applied").doesNotContain("received",
                "answered");
        cluster.<MembersResponse>ask(reply -> cluster.replica(leader).change(new MemberChange.Remove(follower()), false, reply));
        cluster.tick(3);
        long removal = cluster.status(leader).log().lastIndex();
        JourneyPart change = part(leader, removal);
        assertThat(change.type()).startsWith("EntryConfChange");
        assertThat(change.text()).isNotEmpty();
        assertThat(change.stages()).extracting(JourneyStage::stage).contains("received", "proposed", "appended", "committed", "applied",
                "answered");
    }

    @Test
    void aMemberAloneClosesTheQuorumItself() {
        found(1);
        Journey journey = journey(cluster.put(1, "k", "v").index());
        assertThat(journey.quorum().closedBy()).isEqualTo(1);
        assertThat(journey.quorum().acknowledged()).containsExactly(1L);
    }

    @Test
    void entriesAreFoundByKeyAndAsTheLast() {
        found(3);
        long leader = cluster.leader();
        WriteResponse a = cluster.put(leader, "a", "1");
        WriteResponse b = cluster.put(leader, "b", "1");
        assertThat(TestCluster.ok(ask(leader, new EntryChoice.OfKey(Bytes.utf8("a")))).index()).isEqualTo(a.index());
        assertThat(TestCluster.ok(ask(leader, new EntryChoice.Last())).index()).isEqualTo(b.index());
    }

    @Test
    void whatIsNotRecordedIsToldApart() {
        found(1);
        assertThat(TestCluster.failure(ask(1, new EntryChoice.At(50))).detail()).contains("entry 50 was not appended");
        assertThat(TestCluster.failure(ask(1, new EntryChoice.OfKey(Bytes.utf8("no")))).code()).isEqualTo(ErrorCode.JOURNEY_NOT_RECORDED);
        for (int i = 0; i < 4_000; i++) {
            TestCluster.<WriteResponse>begin(reply -> cluster.replica(1).write(TestCluster.put("k", "v"), null, reply));
        }
        cluster.tick(2);
        assertThat(TestCluster.failure(ask(1, new EntryChoice.At(3))).detail()).contains("is not among what member 1 recorded");
        cluster.kill(1);
        cluster.recording = new ReplicaConfig.Recording(0);
        cluster.start(1);
        assertThat(TestCluster.failure(ask(1, new EntryChoice.Last())).detail()).contains("--journey-entries 0");
    }
}
