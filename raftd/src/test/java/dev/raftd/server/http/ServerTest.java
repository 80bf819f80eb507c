package dev.raftd.server.http;

import dev.raftd.server.http.HttpConfig.Limits;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A client port in front of [FakeRequests].
abstract class ServerTest {
    final FakeRequests requests = new FakeRequests();
    final PrometheusRegistry registry = new PrometheusRegistry();
    private final Limits limits;
    ClientServer server;
    int port;

    ServerTest(Limits limits) {
        this.limits = limits;
    }

    ServerTest() {
        this(Limits.DEFAULT);
    }

    @BeforeEach
    void start() throws IOException {
        server = new ClientServer(new HttpConfig(1, "127.0.0.1", 0, Set.of("raft-1.Example"), limits), requests, registry);
        port = server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    RawClient.Response ask(String methodAndTarget) throws IOException {
        return ask(methodAndTarget, "");
    }

    RawClient.Response ask(String methodAndTarget, String body) throws IOException {
        return RawClient.ask(port, RawClient.request(methodAndTarget, body));
    }
}
