package dev.raftd.server.transport;

import static dev.raftd.server.transport.HttpTransportTest.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.server.replica.Transport.Snapshots;
import dev.raftd.server.transport.TransportConfig.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Whole snapshots between two transports.
class SnapshotTransferTest {
    /// Passes connections on, and breaks the first ones after so many bytes.
    private static final class Breaking implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final int port;
        private final int breakAfterBytes;
        private final AtomicInteger breaks;

        Breaking(int port, int breakAfterBytes, int breaks) throws IOException {
            this.port = port;
            this.breakAfterBytes = breakAfterBytes;
            this.breaks = new AtomicInteger(breaks);
            Thread.ofVirtual().start(this::accept);
        }

        String url() {
            return "http://127.0.0.1:" + listening.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket from = listening.accept();
                    Socket to = new Socket("127.0.0.1", port);
                    Thread.ofVirtual().start(() -> pass(from, to, breakAfterBytes));
                    Thread.ofVirtual().start(() -> pass(to, from, Integer.MAX_VALUE));
                }
            } catch (IOException e) {
                // Closed.
            }
        }

        private void pass(Socket from, Socket to, int bytesMax) {
            byte[] buffer = new byte[4096];
            long passed = 0;
            try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    out.write(buffer, 0, n);
                    passed += n;
                    if (passed > bytesMax && breaks.getAndDecrement() > 0)
                        return;
                }
            } catch (IOException e) {
                // Either side hung up.
            }
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }

    private static Limits limits(int chunkBytes, long bytesPerSecond) {
        Limits d = Limits.DEFAULT;
        return new Limits(d.frameBytesMax(), d.queueMessagesMax(), d.queueBytesMax(), d.connectTimeoutMillis(), d.handshakeTimeoutMillis(),
                d.pendingHandshakesMax(), d.connectionsMax(), d.writeTimeoutMillis(), d.silenceMillis(), 10, 20, d.snapshotBytesMax(),
                chunkBytes, bytesPerSecond, d.snapshotTimeoutMillis());
    }

    /// A file that is made up as it is read.
    private record Endless(long sizeBytes, AtomicLong readBytes) implements Snapshots.Source {
        @Override
        public int checksum() {
            return 1;
        }

        @Override
        public boolean read(ByteBuffer buffer, long offset) {
            int count = (int) Math.min(buffer.remaining(), sizeBytes - offset);
            for (int i = 0; i < count; i += 1000)
                buffer.put(buffer.position() + i, (byte) (offset + i));
            buffer.position(buffer.position() + count);
            readBytes.addAndGet(count);
            return count > 0;
        }

        @Override
        public void close() {}
    }

    /// Counts what it is given, and how far the reading was ahead of it at most.
    private static final class Counting implements Snapshots.Sink {
        private final AtomicLong readBytes;
        private long writtenBytes;
        private long aheadBytesMax;

        Counting(AtomicLong readBytes) {
            this.readBytes = readBytes;
        }

        @Override
        public void write(ByteBuffer chunk) {
            writtenBytes += chunk.remaining();
            aheadBytesMax = Math.max(aheadBytesMax, readBytes.get() - writtenBytes);
        }

        @Override
        public void complete() {}

        @Override
        public void close() {}
    }

    @Test
    void aTransferGoesOnAfterBrokenConnections() throws Exception {
        byte[] file = new byte[1_000_000];
        new Random(3).nextBytes(file);
        try (TestPeer a = new TestPeer(1, 0, limits(10_000, Long.MAX_VALUE));
                TestPeer b = new TestPeer(2);
                Breaking way = new Breaking(b.port, 200_000, 3)) {
            a.transport.members(Map.of(1L, a.url(), 2L, way.url()));
            b.transport.members(Map.of(1L, a.url(), 2L, b.url()));
            TestPeer.connect(a, b);
            a.file = file;
            a.transport.send(snapshot(1, 2, 44));
            assertThat(TestPeer.next(a.snapshotsSent)).isEqualTo(new TestPeer.Sent(2, true));
            assertThat(TestPeer.next(b.stored)).isEqualTo(file);
            assertThat(b.written.stream().mapToInt(n -> n).sum()).as("no byte was written twice").isEqualTo(file.length);
        }
    }

    @Test
    void aTransferThatNeverGetsAnywhereEnds() throws Exception {
        try (TestPeer a = new TestPeer(1, 0, limits(10_000, Long.MAX_VALUE));
                TestPeer b = new TestPeer(2);
                Breaking way = new Breaking(b.port, 20_000, 1_000)) {
            a.transport.members(Map.of(1L, a.url(), 2L, way.url()));
            b.transport.members(Map.of(1L, a.url(), 2L, b.url()));
            TestPeer.connect(a, b);
            a.file = new byte[10_000_000];
            a.transport.send(snapshot(1, 2, 44));
            assertThat(TestPeer.next(a.snapshotsSent)).isEqualTo(new TestPeer.Sent(2, false));
            assertThat(b.stored).isEmpty();
        }
    }

    @Test
    void aLargeSnapshotIsNeverInMemoryAsAWhole() throws Exception {
        long size = 600L << 20;
        AtomicLong read = new AtomicLong();
        Counting sink = new Counting(read);
        try (TestPeer a = new TestPeer(1); TestPeer b = new TestPeer(2)) {
            TestPeer.introduce(a, b);
            a.source = new Endless(size, read);
            b.sink = sink;
            a.transport.send(snapshot(1, 2, 44));
            assertThat(TestPeer.next(a.snapshotsSent)).isEqualTo(new TestPeer.Sent(2, true));
        }
        assertThat(sink.writtenBytes).isEqualTo(size);
        // Chunks here and there, and what the sockets hold.
        assertThat(sink.aheadBytesMax).isLessThan(40L << 20);
    }

    @Test
    void aTransferKeepsToItsRate() throws Exception {
        try (TestPeer a = new TestPeer(1, 0, limits(1 << 20, 400_000)); TestPeer b = new TestPeer(2)) {
            TestPeer.introduce(a, b);
            a.file = new byte[200_000];
            long start = System.nanoTime();
            a.transport.send(snapshot(1, 2, 44));
            assertThat(TestPeer.next(a.snapshotsSent)).isEqualTo(new TestPeer.Sent(2, true));
            assertThat(System.nanoTime() - start).isGreaterThan(450_000_000L);
            assertThat(b.written).as("chunks are small, so that the receiver hears of the sender often").allMatch(n -> n <= 100_000);
        }
    }
}
