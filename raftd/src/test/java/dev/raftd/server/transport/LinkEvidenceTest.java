package dev.raftd.server.transport;

import static dev.raftd.server.transport.HttpTransportTest.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Evidence.Link;
import dev.raftd.api.Evidence.SnapshotProgress;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.replica.Transport.Snapshots;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a member says of its ways to the others.
@Timeout(60)
class LinkEvidenceTest {
    private static Link onlyLink(TestPeer peer) {
        return peer.transport.links().getFirst();
    }

    @Test
    void linkThatIsUpSaysSo() throws Exception {
        try (TestPeer a = new TestPeer(1); TestPeer b = new TestPeer(2)) {
            TestPeer.introduce(a, b);
            Link link = onlyLink(a);
            assertThat(link.peer()).isEqualTo(2);
            assertThat(link.url()).startsWith(b.url());
            assertThat(link.connected()).isTrue();
            assertThat(link.cause()).isEmpty();
            assertThat(link.snapshot()).isNull();
        }
    }

    @Test
    void portWhereNobodyListensIsToldFromOneThatRefuses() throws Exception {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0)) {
            nobody = closed.getLocalPort();
        }
        try (TestPeer a = new TestPeer(1); TestPeer stranger = new TestPeer(3)) {
            a.transport.members(Map.of(1L, a.url(), 2L, "http://127.0.0.1:" + nobody, 3L, stranger.url()));
            while (a.transport.links().stream().anyMatch(l -> l.cause().equals("connecting"))) {
                TestPeer.next(a.unreachable);
            }
            List<Link> links = a.transport.links();
            assertThat(links).extracting(Link::peer).containsExactly(2L, 3L);
            assertThat(links).extracting(Link::connected).containsExactly(false, false);
            assertThat(links).extracting(Link::cause).containsExactly("connection_refused", "unknown_member");
        }
    }

    /// A file that can be read only half.
    private static final class Half implements Snapshots.Source {
        static final int BYTES = 100_000;
        final CountDownLatch halfRead = new CountDownLatch(1);
        final CountDownLatch goesOn = new CountDownLatch(1);

        @Override
        public long sizeBytes() {
            return BYTES;
        }

        @Override
        public int checksum() {
            return 1;
        }

        @Override
        public boolean read(ByteBuffer buffer, long offset) throws IOException {
            if (offset >= BYTES / 2) {
                halfRead.countDown();
                try {
                    goesOn.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            int count = (int) Math.min(Math.min(buffer.remaining(), 10_000), BYTES - offset);
            buffer.position(buffer.position() + count);
            return count > 0;
        }

        @Override
        public void close() {}
    }

    @Test
    void snapshotOnItsWayIsToldWithItsBytes() throws Exception {
        Half half = new Half();
        try (TestPeer a = new TestPeer(1); TestPeer b = new TestPeer(2)) {
            TestPeer.introduce(a, b);
            a.source = half;
            SnapshotMetadata metadata = new SnapshotMetadata(ConfState.of(List.of(1L, 2L)), 90, 3);
            a.transport.send(
                    Message.builder(MessageType.MSG_SNAP).from(1).to(2).term(3).snapshot(new Snapshot(new byte[0], metadata)).build());
            half.halfRead.await();
            SnapshotProgress progress = onlyLink(a).snapshot();
            assertThat(progress.index()).isEqualTo(90);
            assertThat(progress.sentBytes()).isEqualTo(Half.BYTES / 2);
            assertThat(progress.totalBytes()).isEqualTo(Half.BYTES);
            half.goesOn.countDown();
            TestPeer.next(a.snapshotsSent);
            assertThat(onlyLink(a).snapshot()).isNull();
        }
    }

    @Test
    void droppedMessagesAreRemembered() throws Exception {
        try (TestPeer a = new TestPeer(1)) {
            a.transport.members(Map.of(1L, a.url(), 2L, "http://127.0.0.1:1"));
            TestPeer.next(a.unreachable);
            assertThat(onlyLink(a).droppedAgoMillis()).isEqualTo(-1);
            do {
                a.transport.send(heartbeat(1, 2, 7));
            } while (a.unreachable.poll() == null);
            assertThat(onlyLink(a).droppedAgoMillis()).isNotNegative();
            assertThat(onlyLink(a).queuedMax()).isPositive();
        }
    }
}
