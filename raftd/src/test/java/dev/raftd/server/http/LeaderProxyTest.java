package dev.raftd.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.ErrorCode;
import dev.raftd.server.replica.Failure;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a member that does not lead does with requests for the leader: this one is member 1, the leader is member 2.
class LeaderProxyTest extends ServerTest {
    private static final String ADD = "{\"id\":4,\"peerUrl\":\"http://10.0.0.4:2380\",\"learner\":true}";
    private final FakeRequests leaderRequests = new FakeRequests();
    private ClientServer leader;

    @BeforeEach
    void elect() throws IOException {
        leader = new ClientServer(new HttpConfig(2, "127.0.0.1", 0, Set.of()), leaderRequests, new PrometheusRegistry());
        leaderRequests.leader = 2;
        requests.leader = 2;
        requests.leaderUrl = "http://127.0.0.1:" + leader.start();
    }

    @AfterEach
    void stopLeader() {
        leader.close();
    }

    @Test
    void changesOfTheMembershipReachTheLeader() throws Exception {
        assertThat(ask("POST /v1/members", ADD).body()).contains("\"clusterId\":\"c-1\"");
        assertThat(ask("POST /v1/members/4/promote").status()).isEqualTo(200);
        assertThat(ask("DELETE /v1/members/4").status()).isEqualTo(200);
        assertThat(ask("POST /v1/transfer", "{\"to\":1}").body()).isEqualTo("{\"leader\":1,\"term\":4}");
        assertThat(leaderRequests.asked).containsExactly("add member 4 at http://10.0.0.4:2380 as a learner", "promote member 4",
                "remove member 4", "transfer 1");
        assertThat(requests.asked).isEmpty();
    }

    @Test
    void theLeadersProblemComesBack() throws Exception {
        leaderRequests.failure = Failure.notApplied(ErrorCode.MEMBER_EXISTS, "it is there");
        RawClient.Response response = ask("POST /v1/members", ADD);
        assertThat(response.status()).isEqualTo(409);
        assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(response.body()).contains("member_exists", "it is there", "\"outcome\":\"not-applied\"");
    }

    @Test
    void aRequestIsPassedOnOnce() throws Exception {
        // Each takes the other for the leader.
        leaderRequests.leader = 1;
        leaderRequests.leaderUrl = "http://127.0.0.1:" + port;
        leaderRequests.failure = Failure.notApplied(ErrorCode.NO_LEADER, "not me");
        RawClient.Response response = ask("DELETE /v1/members/4");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.body()).contains("no_leader");
        assertThat(leaderRequests.asked).containsExactly("remove member 4");
        assertThat(requests.asked).isEmpty();
    }

    @Test
    void withoutALeaderTheMemberItselfSaysWhyThereIsNone() throws Exception {
        requests.leader = 0;
        requests.leaderUrl = null;
        requests.failure = Failure.notApplied(ErrorCode.NODE_REMOVED, "no longer a member");
        RawClient.Response response = ask("DELETE /v1/members/4");
        assertThat(response.status()).isEqualTo(410);
        assertThat(response.body()).contains("node_removed", "not-applied");
        assertThat(requests.asked).containsExactly("remove member 4");
    }

    @Test
    void aLeaderWhoseUrlIsNotKnownCannotBeAsked() throws Exception {
        requests.leaderUrl = null;
        RawClient.Response response = ask("DELETE /v1/members/4");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.header("Retry-After")).isEqualTo("1");
        assertThat(response.body()).contains("leader_url_unknown", "member 2 leads", "not-applied");
    }

    @Test
    void aLeaderThatIsGoneWasNotAsked() throws Exception {
        leader.close();
        RawClient.Response response = ask("DELETE /v1/members/4");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.body()).contains("no_leader", "not-applied");
    }

    @Test
    void aLeaderThatHangsUpLeavesTheOutcomeUnknown() throws Exception {
        try (ServerSocket rude = new ServerSocket(0)) {
            requests.leaderUrl = "http://127.0.0.1:" + rude.getLocalPort();
            Thread.ofVirtual().start(() -> {
                try {
                    rude.accept().close();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            RawClient.Response response = ask("DELETE /v1/members/4");
            assertThat(response.status()).isEqualTo(504);
            assertThat(response.body()).contains("\"outcome\":\"unknown\"");
        }
    }
}
