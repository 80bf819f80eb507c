package dev.raftd.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A leader that is told to stop while many write to it.
final class ShutdownIT {
    private static final int CLIENTS = 16;

    private final AtomicInteger written = new AtomicInteger();

    @Test
    @Timeout(120)
    void everyRequestIsAnsweredAndLeadershipIsHandedOver(@TempDir Path dir) throws Exception {
        try (Cluster cluster = new Cluster(dir, 3); ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Member leader = cluster.awaitLeader();
            List<Member> others = cluster.members.stream().filter(m -> m != leader).toList();
            AtomicBoolean stop = new AtomicBoolean();
            List<Future<String>> last = new ArrayList<>();
            for (int c = 0; c < CLIENTS; c++) {
                String name = "client" + c;
                last.add(clients.submit(() -> writeUntilToldToGo(leader, name)));
            }
            Future<Integer> refused = clients.submit(() -> writeUntil(stop, others.getFirst()));
            try {
                cluster.await("writes under way", () -> written.get() > 20 * CLIENTS);
                assertThat(leader.stop()).as(leader.output()).isZero();
                for (Future<String> client : last)
                    assertThat(client.get()).isEqualTo("503 shutting_down not-applied");
                assertThat(cluster.awaitLeader()).isNotSameAs(leader);
            } finally {
                stop.set(true);
            }
            assertThat(refused.get()).as("writes through another member that were not applied").isZero();
        }
    }

    /// One request after the other on the leader. Any that is not answered fails the test.
    ///
    /// @return the first answer that is not about a write that was done
    private String writeUntilToldToGo(Member leader, String name) throws Exception {
        for (int i = 0;; i++) {
            HttpResponse<String> response = leader.put(name, "value-" + i, name + "-" + i);
            if (response.statusCode() != 200) {
                JsonNode problem = Member.JSON.readTree(response.body());
                return response.statusCode() + " " + problem.path("code").asText() + " " + problem.path("outcome").asText();
            }
            written.incrementAndGet();
        }
    }

    /// @return how many writes were not applied
    private static int writeUntil(AtomicBoolean stop, Member member) throws IOException, InterruptedException {
        int refused = 0;
        for (int i = 0; !stop.get(); i++) {
            if (member.put("other", "value-" + i, "other-" + i).statusCode() != 200)
                refused++;
        }
        return refused;
    }
}
