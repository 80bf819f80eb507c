package dev.raftd.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.replica.Backup;
import dev.raftd.server.replica.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SnapshotEndpointTest extends ServerTest {
    private static final String GET = RawClient.request("GET /v1/snapshot", "");
    private static final int SOCKET_BYTES_MAX = 16 << 20;

    /// A file of any size that takes no memory.
    private static final class Source implements Transport.Snapshots.Source {
        final CountDownLatch closed = new CountDownLatch(1);
        final AtomicLong readBytes = new AtomicLong();
        final CountDownLatch reading = new CountDownLatch(1);
        volatile CountDownLatch stands = new CountDownLatch(0);
        private final long sizeBytes;
        private final long failsAt;

        Source(long sizeBytes, long failsAt) {
            this.sizeBytes = sizeBytes;
            this.failsAt = failsAt;
        }

        @Override
        public long sizeBytes() {
            return sizeBytes;
        }

        @Override
        public int checksum() {
            return 0;
        }

        @Override
        public boolean read(ByteBuffer buffer, long offset) throws IOException {
            if (offset >= failsAt) {
                throw new IOException("Input/output error");
            }
            reading.countDown();
            try {
                stands.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            readBytes.addAndGet(buffer.remaining());
            while (buffer.hasRemaining()) {
                buffer.put((byte) ('a' + (offset + buffer.position()) % 23));
            }
            return true;
        }

        void awaitClosed() throws InterruptedException {
            assertThat(closed.await(RawClient.WAIT_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private Source serving(long sizeBytes, long failsAt) {
        Source source = new Source(sizeBytes, failsAt);
        requests.backups = () -> new Backup(new SnapshotMetadata(SnapshotMetadata.EMPTY.confState(), 7, 2), source);
        return source;
    }

    @Test
    void theWholeFileComesWithItsLength() throws Exception {
        Source source = serving(300_001, Long.MAX_VALUE);
        RawClient.Response response = ask("GET /v1/snapshot");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(response.header("Content-Length")).isEqualTo("300001");
        assertThat(response.header("Connection")).isEqualTo("close");
        ByteBuffer expected = ByteBuffer.allocate(300_001);
        source.read(expected, 0);
        assertThat(response.body()).isEqualTo(new String(expected.array(), StandardCharsets.US_ASCII));
        source.awaitClosed();
    }

    @Test
    void theRestOfAFileComesToWhoeverHasItsBeginning() throws Exception {
        Source source = serving(300_001, Long.MAX_VALUE);
        assertThat(ask("GET /v1/snapshot").header("ETag")).isEqualTo("\"7-2\"");
        RawClient.Response rest = rest("\"7-2\"", "bytes=200000-");
        assertThat(rest.status()).isEqualTo(206);
        assertThat(rest.header("Content-Range")).isEqualTo("bytes 200000-300000/300001");
        assertThat(rest.header("Content-Length")).isEqualTo("100001");
        ByteBuffer expected = ByteBuffer.allocate(100_001);
        source.read(expected, 200_000);
        assertThat(rest.body()).isEqualTo(new String(expected.array(), StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @CsvSource({"7-3,bytes=200-", "8-2,bytes=200-", "7-2,bytes=200-300", "7-2,bytes=9999-", "x,bytes=200-", "7-2,x"})
    void whoeverHasTheBeginningOfAnotherFileGetsAllOfThisOne(String tag, String range) throws Exception {
        serving(1000, Long.MAX_VALUE);
        RawClient.Response all = rest("\"" + tag + "\"", range);
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.header("Content-Length")).isEqualTo("1000");
    }

    private RawClient.Response rest(String tag, String range) throws Exception {
        return RawClient.ask(port, GET.strip() + "\r\nIf-Range: " + tag + "\r\nRange: " + range + "\r\n\r\n");
    }

    @Test
    void twoAreServedAtOnceAndAThirdIsRefusedUntilOneHasEnded() throws Exception {
        Source one = serving(64 << 20, Long.MAX_VALUE);
        try (RawClient first = new RawClient(port)) {
            first.send(GET).chunkOf(1 << 20);
            Source two = serving(64 << 20, Long.MAX_VALUE);
            try (RawClient second = new RawClient(port)) {
                second.send(GET).chunkOf(1 << 20);
                RawClient.Response third = ask("GET /v1/snapshot");
                assertThat(third.status()).isEqualTo(503);
                assertThat(third.body()).contains("\"code\":\"overloaded\"", "at most 2 snapshots");
            }
            two.awaitClosed();
            serving(10, Long.MAX_VALUE);
            assertThat(ask("GET /v1/snapshot").status()).isEqualTo(200);
        }
        one.awaitClosed();
    }

    @Test
    void aSlowClientIsReadForOnlyAsFastAsItTakes() throws Exception {
        Source source = serving(64 << 20, Long.MAX_VALUE);
        try (RawClient client = new RawClient(port)) {
            client.send(GET).chunkOf(1 << 20);
            assertThat(source.readBytes.get()).isLessThan((1 << 20) + SOCKET_BYTES_MAX);
            assertThat(client.rest().length()).isGreaterThan(62 << 20).isLessThan(64 << 20);
        }
        source.awaitClosed();
    }

    @Test
    void aClientThatGoesAwayFreesTheFile() throws Exception {
        Source source = serving(64 << 20, Long.MAX_VALUE);
        try (RawClient client = new RawClient(port)) {
            client.send(GET).chunkOf(100);
        }
        source.awaitClosed();
    }

    @Test
    void aClientThatGoesAwayBeforeTheSnapshotIsThereFreesIt() throws Exception {
        Source source = serving(1000, Long.MAX_VALUE);
        requests.holds = true;
        Runnable answer;
        try (RawClient client = new RawClient(port)) {
            client.send(GET);
            answer = requests.held.take();
        }
        // the connection's end is seen by a member that serves the next
        requests.holds = false;
        assertThat(ask("GET /v1/status").status()).isEqualTo(200);
        answer.run();
        source.awaitClosed();
    }

    @Test
    void aFileThatCannotBeReadBreaksTheConnectionBeforeItsLengthIsReached() throws Exception {
        Source source = serving(300_000, 100_000);
        try (RawClient client = new RawClient(port)) {
            assertThat(client.send(GET).rest()).contains("content-length: 300000").hasSizeLessThan(200_000);
        }
        source.awaitClosed();
    }

    @Test
    @Timeout(20)
    void aDiskThatStandsDoesNotKeepThePortFromClosing() throws Exception {
        Source source = serving(300_000, Long.MAX_VALUE);
        source.stands = new CountDownLatch(1);
        try (RawClient client = new RawClient(port)) {
            client.send(GET);
            assertThat(source.reading.await(RawClient.WAIT_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
            server.close();
        } finally {
            source.stands.countDown();
        }
    }

    @Test
    void withoutRoomForASnapshotThereIsNone() throws Exception {
        RawClient.Response response = ask("GET /v1/snapshot");
        assertThat(response.status()).isEqualTo(507);
        for (int i = 0; i < 3; i++) {
            assertThat(ask("GET /v1/snapshot").status()).as("no place is kept").isEqualTo(507);
        }
    }
}
