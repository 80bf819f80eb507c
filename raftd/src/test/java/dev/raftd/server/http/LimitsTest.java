package dev.raftd.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.ReadyTrace;
import dev.raftd.server.http.HttpConfig.Counts;
import dev.raftd.server.http.HttpConfig.Limits;
import dev.raftd.server.http.HttpConfig.Sizes;
import dev.raftd.server.http.HttpConfig.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Waits that end and queues that are full, with limits made short.
class LimitsTest extends ServerTest {
    private static final Times SHORT = new Times(300, 300, 300, 600, 1_000, 1_000);
    private static final Counts FEW = new Counts(50, 5, 64, 1_000, 1_000, 1_000, 2, 10, 2, 16, 1);

    LimitsTest() {
        super(new Limits(Sizes.DEFAULT, SHORT, FEW));
    }

    @Test
    void halfARequestLineIsClosed() throws Exception {
        try (RawClient client = new RawClient(port)) {
            RawClient.Response response = client.send("GET /v1/st").response();
            assertThat(response.status()).isEqualTo(408);
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aHeaderByteNowAndThenDoesNotKeepTheConnection() throws Exception {
        try (RawClient client = new RawClient(port)) {
            client.send("GET /v1/status HTTP/1.1\r\nX: ");
            client.socket.setSoTimeout(20);
            RawClient.Response response = null;
            while (response == null)
                try {
                    response = client.send("x").response();
                } catch (java.net.SocketTimeoutException e) {
                    // Nothing yet.
                }
            assertThat(response.status()).isEqualTo(408);
        }
    }

    @Test
    void aBodyThatNeverComesIsClosed() throws Exception {
        String head = "PUT /v1/kv/a HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5\r\n";
        try (RawClient client = new RawClient(port)) {
            assertThat(client.send(head + "\r\n{").response().status()).isEqualTo(408);
        }
        try (RawClient client = new RawClient(port)) {
            client.send(head + "Expect: 100-continue\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(100);
            assertThat(client.response().status()).isEqualTo(408);
        }
    }

    @Test
    void anIdleConnectionIsClosedAndABusyOneIsNot() throws Exception {
        requests.holds = true;
        try (RawClient idle = new RawClient(port); RawClient busy = new RawClient(port)) {
            busy.send(RawClient.request("GET /v1/status", ""));
            assertThat(idle.isClosed()).isTrue();
            requests.held.poll(RawClient.WAIT_MILLIS, TimeUnit.MILLISECONDS).run();
            assertThat(busy.response().status()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatDoesNotReadItsAnswersIsClosedAndTheyAreNotPiledUp() throws Exception {
        for (int i = 0; i < 4; i++)
            ask("PUT /v1/kv/" + i, "{\"value\":\"" + "x".repeat(1 << 20) + "\"}");
        requests.asked.clear();
        try (RawClient client = new RawClient(port)) {
            client.send(RawClient.request("GET /v1/kv", "").repeat(1_000));
            // More than the buffers on the way hold, of which nothing is read: this ends when the server resets the connection.
            client.send(new byte[64 << 20]);
        }
        assertThat(requests.asked.size()).isBetween(1, 5);
    }

    @Test
    void connectionsOfOneAddressAreLimited() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                clients.add(new RawClient(port));
                assertThat(clients.getLast().send(RawClient.request("GET /health", "")).response().status()).isEqualTo(200);
            }
            try (RawClient sixth = new RawClient(port)) {
                assertThat(sixth.isClosed()).isTrue();
            }
            clients.getFirst().send("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").response();
            assertThat(clients.removeFirst().isClosed()).isTrue();
        } finally {
            for (RawClient c : clients)
                c.close();
        }
    }

    @Test
    void readysAreStreamed() throws Exception {
        try (RawClient client = new RawClient(port)) {
            RawClient.Response head = client.send(RawClient.request("GET /v1/ready/stream", "")).response();
            assertThat(head.header("Content-Type")).isEqualTo("application/x-ndjson");
            assertThat(requests.asked.poll(RawClient.WAIT_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo("follow");
            Consumer<ReadyTrace> follower = requests.followers.getFirst();
            for (int i = 1; i <= 3; i++) {
                follower.accept(new ReadyTrace(1, i, "t", "Ready\n"));
                assertThat(client.chunk()).isEqualTo("{\"node\":1,\"seq\":" + i + ",\"time\":\"t\",\"text\":\"Ready\\n\"}\n");
            }
        }
        assertThat(requests.asked.poll(RawClient.WAIT_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo("unfollow");
    }

    @Test
    void streamsAreLimited() throws Exception {
        try (RawClient a = new RawClient(port); RawClient b = new RawClient(port)) {
            assertThat(a.send(RawClient.request("GET /v1/ready/stream", "")).response().status()).isEqualTo(200);
            assertThat(b.send(RawClient.request("GET /v1/ready/stream", "")).response().status()).isEqualTo(200);
            assertThat(ask("GET /v1/ready/stream").status()).isEqualTo(503);
        }
    }

    @Test
    void aSlowStreamLosesReadysAndIsClosedWithoutHoldingTheNodeUp() throws Exception {
        try (RawClient client = new RawClient(port)) {
            client.send(RawClient.request("GET /v1/ready/stream", "")).response();
            requests.asked.poll(RawClient.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            Consumer<ReadyTrace> follower = requests.followers.getFirst();
            String text = "x".repeat(100_000);
            int seq = 0;
            while (requests.asked.isEmpty())
                follower.accept(new ReadyTrace(1, ++seq, "t", text));
            assertThat(requests.asked.poll()).isEqualTo("unfollow");
            assertThat(ask("GET /metrics").body()).doesNotContain("raftd_http_stream_dropped_total 0.0");
        }
    }

    @Test
    void aClosingServerAnswersWhatIsUnderWayAndEndsStreams() throws Exception {
        requests.holds = true;
        try (RawClient busy = new RawClient(port); RawClient stream = new RawClient(port); RawClient idle = new RawClient(port)) {
            busy.send(RawClient.request("GET /v1/status", ""));
            Runnable answer = requests.held.poll(RawClient.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            stream.send(RawClient.request("GET /v1/ready/stream", "")).response();
            idle.send(RawClient.request("GET /health", "")).response();
            Thread closing = Thread.ofVirtual().start(server::close);
            assertThat(idle.isClosed()).isTrue();
            assertThat(stream.rest()).isEqualTo("0\r\n\r\n");
            answer.run();
            RawClient.Response last = busy.response();
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.header("Connection")).isEqualTo("close");
            closing.join();
        }
    }

    @Test
    void aDrainingServerAnswersWhatIsUnderWayAndTellsLateRequestsToGoElsewhere() throws Exception {
        requests.holds = true;
        try (RawClient busy = new RawClient(port); RawClient idle = new RawClient(port)) {
            busy.send(RawClient.request("PUT /v1/kv/a", "{\"value\":\"1\"}"));
            Runnable answer = requests.held.poll(RawClient.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            server.drain();
            for (RawClient late : new RawClient[]{idle, new RawClient(port)}) {
                RawClient.Response refused = late.send(RawClient.request("PUT /v1/kv/b", "{\"value\":\"1\"}")).response();
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.body()).contains("\"code\":\"shutting_down\"", "\"outcome\":\"not-applied\"");
                assertThat(refused.header("Connection")).isEqualTo("close");
                assertThat(late.isClosed()).isTrue();
                late.close();
            }
            answer.run();
            RawClient.Response last = busy.response();
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void aClosingServerDoesNotWaitForEver() throws Exception {
        requests.holds = true;
        try (RawClient busy = new RawClient(port)) {
            busy.send(RawClient.request("GET /v1/status", ""));
            requests.held.poll(RawClient.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            server.close();
            assertThat(busy.isClosed()).isTrue();
        }
    }
}
