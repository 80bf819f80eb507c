package dev.raftd.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.LiveFrame;
import dev.raftd.api.LiveMessage;
import dev.raftd.api.Member;
import dev.raftd.api.TermRun;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LiveViewTest {
    private final TestCluster cluster = TestCluster.of(3, 1);
    private final long leader = cluster.leader();

    private Optional<LiveFrame> look(long at, boolean always) {
        return TestCluster.ok(cluster.<Optional<LiveFrame>>ask(reply -> cluster.replica(at).live(always, reply)));
    }

    private LiveFrame frame(long at) {
        return look(at, true).orElseThrow();
    }

    @Test
    void aFrameTellsTheStateAndWhatWasSaidSinceTheOneBefore() {
        cluster.converge();
        cluster.replica(leader).watch(true);
        LiveFrame before = frame(leader);
        long index = cluster.put(leader, "a", "1").index();
        LiveFrame after = frame(leader);
        assertThat(after.seq()).isEqualTo(before.seq() + 1);
        assertThat(after.status().role()).isEqualTo("StateLeader");
        assertThat(after.status().log().lastIndex()).isEqualTo(index);
        assertThat(after.members()).extracting(Member::id).containsExactly(1L, 2L, 3L);
        long term = after.status().term();
        for (long peer = 1; peer <= 3; peer++) {
            long to = peer;
            if (peer != leader) {
                assertThat(after.sent())
                        .filteredOn(m -> m.type().equals("MsgApp") && m.to() == to && m.from() == leader && m.term() == term)
                        .singleElement().satisfies(m -> assertThat(m.entries()).isEqualTo(1));
            }
        }
        assertThat(after.received()).extracting(LiveMessage::type).contains("MsgAppResp");
        assertThat(frame(leader).sent()).noneMatch(m -> m.entries() > 0);
    }

    @Test
    void termsAreToldAsRunsOfTheNewestEntries() {
        long term = cluster.status(leader).term();
        for (int i = 0; i < 80; i++) {
            cluster.put(leader, "a", "1");
        }
        long last = cluster.status(leader).log().lastIndex();
        assertThat(frame(leader).terms()).containsExactly(new TermRun(last - 63, last, term));
        cluster.isolate(leader);
        cluster.until("another leader", () -> cluster.leader() != leader);
        long next = cluster.leader();
        cluster.put(next, "a", "2");
        List<TermRun> runs = frame(next).terms();
        assertThat(runs).hasSize(2);
        assertThat(runs.getFirst().term()).isEqualTo(term);
        assertThat(runs.getLast().term()).isEqualTo(cluster.status(next).term());
        assertThat(runs.getLast().from()).isEqualTo(runs.getFirst().to() + 1);
        assertThat(runs.getLast().to() - runs.getFirst().from()).isEqualTo(63);
    }

    @Test
    void heartbeatsAloneMakeNoFrameButTheNextOneTellsThem() {
        // until all have announced where they serve clients
        cluster.tick(5);
        cluster.replica(leader).watch(true);
        frame(leader);
        cluster.tick(2);
        assertThat(look(leader, false)).isEmpty();
        cluster.tick(1);
        LiveFrame told = frame(leader);
        assertThat(told.sent()).filteredOn(m -> m.type().equals("MsgHeartbeat")).hasSize(2)
                .allSatisfy(m -> assertThat(m.count()).isEqualTo(3));
        cluster.put(leader, "a", "1");
        assertThat(look(leader, false)).isPresent();
    }

    @Test
    void nothingIsCountedForThoseWhoDoNotWatch() {
        cluster.put(leader, "a", "1");
        LiveFrame frame = frame(leader);
        assertThat(frame.sent()).isEmpty();
        assertThat(frame.received()).isEmpty();
    }
}
