package dev.raftd.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.server.replica.PeerProbe.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class UrlProbeTest {
    private final UrlProbe probe = new UrlProbe();

    @Test
    void aMemberSaysWhichOneItIs() throws IOException {
        try (TestPeer peer = new TestPeer(7)) {
            assertThat(probe.look(peer.url())).isEqualTo(new Finding.Raftd(TestPeer.CLUSTER, 7));
        }
    }

    @Test
    void nobodyListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(probe.look("http://127.0.0.1:" + port)).isEqualTo(new Finding.Nobody());
    }

    @Test
    void aHostWithoutAddressIsNamed() {
        assertThat(probe.look("http://nowhere.invalid:2380")).isEqualTo(new Finding.Unresolved("nowhere.invalid"));
    }

    @Test
    void otherServersAreTold() throws IOException {
        assertThat(lookAtServerSaying("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))
                .isEqualTo(new Finding.Other("it answered 404"));
        assertThat(lookAtServerSaying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")).isEqualTo(
                new Finding.Other("its answer is not a raftd's"));
        assertThat(lookAtServerSaying("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<a/>")).isEqualTo(
                new Finding.Other("its answer is not a raftd's"));
        assertThat(lookAtServerSaying("220 smtp ready\r\n")).isEqualTo(new Finding.Other("it does not answer over HTTP"));
    }

    @Test
    void answersThatLackSomethingAreNoMembers() throws IOException {
        for (String body : List.of("{}", "null", "{\"clusterId\":\"c-1\"}"))
            assertThat(lookAtServerSaying("HTTP/1.1 200 OK\r\n" + PeerPaths.MEMBER + ": 7\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body)).as(body).isEqualTo(new Finding.Other("its answer is not a raftd's"));
    }

    @Test
    void aMemberMayHaveTheLargestId() throws IOException {
        try (TestPeer peer = new TestPeer(Long.MAX_VALUE)) {
            assertThat(probe.look(peer.url())).isEqualTo(new Finding.Raftd(TestPeer.CLUSTER, Long.MAX_VALUE));
        }
    }

    private Finding lookAtServerSaying(String answer) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(server, answer));
            return probe.look("http://127.0.0.1:" + server.getLocalPort());
        }
    }

    /// The first connection only shows that somebody listens.
    private static void serve(ServerSocket server, String answer) {
        try {
            server.accept().close();
            try (Socket socket = server.accept()) {
                byte[] request = new byte[1000];
                int read = socket.getInputStream().read(request);
                if (read > 0)
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
