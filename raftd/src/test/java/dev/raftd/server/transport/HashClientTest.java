package dev.raftd.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.server.agreement.HashAnswer;
import dev.raftd.server.agreement.HashQuestion;
import dev.raftd.server.agreement.HashRing;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashClientTest {
    private final HashClient client = new HashClient();
    private TestPeer peer;

    @BeforeEach
    void start() throws IOException {
        peer = new TestPeer(2);
        HashRing ring = new HashRing(10, 100);
        for (int i = 11; i <= 1_000; i++) {
            ring.add(Long.MIN_VALUE + i);
        }
        peer.hashes = ring;
    }

    @AfterEach
    void stop() {
        peer.close();
    }

    @Test
    void memberTellsItsHashesWithAllBits() throws IOException {
        assertThat(client.ask(peer.url(), new HashQuestion(12, 1, 9)))
                .isEqualTo(new HashAnswer(TestPeer.CLUSTER, 2, 1, 10, 12, List.of(Long.MIN_VALUE + 12, Long.MIN_VALUE + 11, 100L)));
        assertThat(client.ask(peer.url(), new HashQuestion(5_000, 2, 256)).hashes()).hasSize(256).startsWith(Long.MIN_VALUE + 1_000);
        assertThat(client.ask(peer.url(), new HashQuestion(3, 1, 1)).hashes()).isEmpty();
    }

    @Test
    void memberWithoutAStoreSaysNotYet() {
        peer.hashes = null;
        assertThatThrownBy(() -> client.ask(peer.url(), new HashQuestion(1, 1, 1))).isInstanceOf(IOException.class)
                .hasMessageContaining("503");
    }

    @ParameterizedTest
    @ValueSource(strings = {"to=1", "to=-1&step=1&count=1", "to=1&step=0&count=1", "to=1&step=1&count=257", "to=1&step=1&count=0",
            "to=9999999999999999999&step=1&count=1", "to=1&step=1&count=1&more=1", "count=1&step=1&to=1", "to=1&step=1&count=1%20", ""})
    void questionThatIsNoneIsRefused(String query) throws IOException {
        assertThat(request("GET " + PeerPaths.HASHES + "?" + query)).startsWith("HTTP/1.1 400 ").contains("to=INDEX&step=N&count=N");
    }

    @ParameterizedTest
    @CsvSource({"POST /raft/v1/hashes?to=1&step=1&count=1, 404", "GET /raft/v1/hashes, 404", "GET /raft/v1/hashes/?to=1, 404"})
    void otherPathsAreNotServed(String line, String status) throws IOException {
        assertThat(request(line)).startsWith("HTTP/1.1 " + status);
    }

    private String request(String line) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", peer.port)) {
            socket.getOutputStream().write((line + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "null", "{}", "{\"hashes\":[]}", "{\"clusterId\":\"c-1\"}"})
    void whoeverAnswersSomethingElseIsNoMember(String answer) throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().read();
                    socket.getOutputStream()
                            .write(("HTTP/1.1 200 OK\r\nContent-Length: " + answer.length() + "\r\n\r\n" + answer)
                                    .getBytes(StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThatThrownBy(() -> client.ask("http://127.0.0.1:" + server.getLocalPort(), new HashQuestion(1, 1, 1)))
                    .isInstanceOf(IOException.class).hasMessageContaining("did not answer as a raftd's peer port does");
        }
        assertThatThrownBy(() -> client.ask("nowhere", new HashQuestion(1, 1, 1))).isInstanceOf(IOException.class)
                .hasMessageContaining("not a URL");
    }
}
