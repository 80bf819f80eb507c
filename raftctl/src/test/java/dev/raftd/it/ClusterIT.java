package dev.raftd.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.raftd.api.GetResponse;
import dev.raftd.api.Journey;
import dev.raftd.api.JourneyMember;
import dev.raftd.api.JourneyStep;
import dev.raftd.api.LogEntry;
import dev.raftd.api.LogResponse;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.Paths;
import dev.raftd.api.WriteResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Three real processes, and what their users are promised.
final class ClusterIT {
    private static final int CLIENTS = 4;
    private static final int WRITES_EACH = 50;

    /// What was acknowledged: key to value.
    private final Map<String, String> acknowledged = new ConcurrentSkipListMap<>();
    private final AtomicLong lastIndex = new AtomicLong();

    @Test
    @Timeout(300)
    void acknowledgedWritesSurviveKilledLeadersAndMembersCanBeReplacedUnderWrites(@TempDir Path dir) throws Exception {
        try (Cluster cluster = new Cluster(dir, 3); ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> writers = new ArrayList<>();
            for (int c = 0; c < CLIENTS; c++)
                writers.add(clients.submit(writer(cluster, "client" + c, WRITES_EACH)));
            killLeaderAfter(cluster, 40);
            killLeaderAfter(cluster, 110);
            for (Future<Void> writer : writers)
                writer.get();
            assertThat(acknowledged).hasSize(CLIENTS * WRITES_EACH);
            checkEveryMember(cluster);
            checkJourney(cluster);

            AtomicBoolean stop = new AtomicBoolean();
            Future<Void> background = clients.submit(() -> writeUntil(cluster, stop));
            try {
                Member fourth = addLearner(cluster, 4);
                promote(cluster, fourth);
                removeOldest(cluster);
                replace(cluster, cluster.members.get(1), 5);
            } finally {
                stop.set(true);
            }
            background.get();
            checkEveryMember(cluster);
            for (Member member : cluster.members)
                if (member.isRunning())
                    assertThat(member.stop()).as("exit status of member %d after SIGTERM\n%s", member.id, member.output()).isZero();
        }
    }

    private Callable<Void> writer(Cluster cluster, String name, int count) {
        return () -> {
            for (int i = 0; i < count; i++)
                write(cluster, name + "-" + i, "value-" + i);
            return null;
        };
    }

    private Void writeUntil(Cluster cluster, AtomicBoolean stop) {
        for (int i = 0; !stop.get(); i++) {
            write(cluster, "background-" + i, "value-" + i);
            LockSupport.parkNanos(5_000_000); // so that the log stays short enough to compare it from its first index
        }
        return null;
    }

    /// Asks one member after the other with the same idempotency key until one acknowledges.
    private void write(Cluster cluster, String key, String value) {
        int[] attempt = {key.hashCode() & 0xff};
        cluster.await("the write of " + key, () -> {
            List<Member> running = new ArrayList<>(cluster.members).stream().filter(Member::isRunning).toList();
            Member member = running.get(attempt[0]++ % running.size());
            try {
                HttpResponse<String> response = member.put(key, value, key);
                if (response.statusCode() != 200)
                    return false;
                long index = Member.JSON.readValue(response.body(), WriteResponse.class).index();
                lastIndex.accumulateAndGet(index, Math::max);
                acknowledged.put(key, value);
                return true;
            } catch (IOException e) {
                return false; // the member was just killed
            }
        });
    }

    private void killLeaderAfter(Cluster cluster, int writes) throws Exception {
        cluster.await(writes + " writes", () -> acknowledged.size() >= writes);
        Member leader = cluster.awaitLeader();
        leader.kill();
        int before = acknowledged.size();
        cluster.await("writes without the old leader", () -> acknowledged.size() > before);
        leader.start();
    }

    private void checkEveryMember(Cluster cluster) throws Exception {
        cluster.awaitApplied(lastIndex.get());
        List<Member> running = cluster.members.stream().filter(Member::isRunning).toList();
        for (Member member : running)
            for (Map.Entry<String, String> write : acknowledged.entrySet()) {
                String path = Paths.KV + "/" + write.getKey() + "?serializable=true";
                assertThat(member.get(path, GetResponse.class).kv().value()).as("%s on member %d", write.getKey(), member.id)
                        .hasToString(write.getValue());
            }
        List<String> reference = committedPrefix(running.getFirst());
        for (Member member : running.subList(1, running.size()))
            assertThat(committedPrefix(member)).as("committed prefix of member %d", member.id).isEqualTo(reference);
    }

    /// A write that a follower passes on, seen by all three, after the leader changed twice.
    private void checkJourney(Cluster cluster) throws Exception {
        Member leader = cluster.awaitLeader();
        Member asked = cluster.members.stream().filter(member -> member != leader).findFirst().orElseThrow();
        Journey[] seen = new Journey[1];
        int[] attempt = {0};
        cluster.await("a write that was passed on", () -> {
            HttpResponse<String> response = asked.put("journey", "v", "journey-" + attempt[0]++);
            if (response.statusCode() != 200)
                return false;
            WriteResponse written = Member.JSON.readValue(response.body(), WriteResponse.class);
            lastIndex.accumulateAndGet(written.index(), Math::max);
            cluster.awaitApplied(written.index());
            seen[0] = leader.get(Paths.JOURNEY_CLUSTER + "?index=" + written.index(), Journey.class);
            return seen[0].leader() == leader.id && seen[0].term() == written.term();
        });
        acknowledged.put("journey", "v");
        Journey journey = seen[0];
        assertThat(journey.text()).isEqualTo("put \"journey\" \"v\"");
        assertThat(journey.missing()).isEmpty();
        assertThat(journey.quorum().acknowledged()).hasSizeGreaterThanOrEqualTo(2).contains(journey.quorum().closedBy());
        assertThat(journey.critical()).extracting(JourneyStep::toStage).contains("forwarded", "proposal-received", "committed", "answered");
        assertThat(journey.critical()).allMatch(step -> step.nanos() >= 0);
        assertThat(journey.critical().getFirst().fromMember()).isEqualTo(asked.id);
        assertThat(asked.get(Paths.JOURNEY_CLUSTER + "?key=journey", Journey.class).index()).isEqualTo(journey.index());
        for (JourneyMember member : journey.members())
            if (member.id() != leader.id)
                assertThat(member.clock().offsetNanos()).as("one machine has one clock")
                        .isCloseTo(0, within(member.clock().errorNanos()));
    }

    private List<String> committedPrefix(Member member) throws Exception {
        List<String> prefix = new ArrayList<>();
        long next = 1;
        while (next <= lastIndex.get()) {
            LogResponse log = member.get(Paths.LOG + "?from=" + next + "&to=" + lastIndex.get(), LogResponse.class);
            assertThat(log.entries()).as("entries from %d of member %d", next, member.id).isNotEmpty();
            for (LogEntry e : log.entries()) {
                assertThat(e.committed()).isTrue();
                prefix.add(e.index() + "/" + e.term() + " " + e.type() + " " + e.text());
                next = e.index() + 1;
            }
        }
        return prefix;
    }

    private Member addLearner(Cluster cluster, long id) throws Exception {
        Member joining = cluster.joining(id);
        String body = "{\"id\":" + id + ",\"peerUrl\":\"" + cluster.peerUrl(joining) + "\",\"learner\":true}";
        changeMembers(cluster, "adding", member -> member.post(Paths.MEMBERS, body));
        joining.start();
        cluster.awaitApplied(lastIndex.get());
        return joining;
    }

    private void promote(Cluster cluster, Member learner) throws Exception {
        MembersResponse members = changeMembers(cluster, "promoting",
                member -> member.post(Paths.MEMBERS + "/" + learner.id + "/" + Paths.PROMOTE, ""));
        assertThat(members.members()).hasSize(4).noneMatch(dev.raftd.api.Member::learner);
    }

    private void removeOldest(Cluster cluster) throws Exception {
        Member oldest = cluster.members.getFirst();
        MembersResponse members = changeMembers(cluster, "removing", member -> member.delete(Paths.MEMBERS + "/" + oldest.id));
        assertThat(members.members()).extracting(dev.raftd.api.Member::id).containsExactly(2L, 3L, 4L);
        checkEnded(oldest);
        oldest.start();
        checkEnded(oldest);
    }

    /// A removed member ends by itself, and says why.
    private static void checkEnded(Member removed) throws Exception {
        assertThat(removed.awaitExit()).as(removed.output()).isEqualTo(79);
        assertThat(removed.output()).contains("raftd: node_removed: member " + removed.id + " was removed from its cluster");
    }

    private void replace(Cluster cluster, Member old, long id) throws Exception {
        Member joining = cluster.joining(id);
        String body = "{\"id\":" + id + ",\"peerUrl\":\"" + cluster.peerUrl(joining) + "\"}";
        MembersResponse members = changeMembers(cluster, "replacing",
                member -> member.post(Paths.MEMBERS + "/" + old.id + "/" + Paths.REPLACE, body));
        assertThat(members.note()).startsWith("nothing answers at " + cluster.peerUrl(joining) + " yet; start it with: ");
        joining.start();
        checkEnded(old);
        assertThat(joining.get(Paths.MEMBERS, MembersResponse.class).members()).noneMatch(dev.raftd.api.Member::learner)
                .extracting(dev.raftd.api.Member::id).containsExactly(3L, 4L, id);
    }

    private interface Change {
        HttpResponse<String> on(Member member) throws IOException, InterruptedException;
    }

    private static MembersResponse changeMembers(Cluster cluster, String what, Change change) throws Exception {
        Member asked = cluster.members.get(2);
        HttpResponse<String> response = change.on(asked);
        for (int i = 0; i < 50 && response.statusCode() == 503; i++) { // between two leaders
            LockSupport.parkNanos(100_000_000);
            response = change.on(asked);
        }
        assertThat(response.statusCode()).as("%s: %s\n%s", what, response.body(), cluster.outputs()).isEqualTo(200);
        return Member.JSON.readValue(response.body(), MembersResponse.class);
    }
}
