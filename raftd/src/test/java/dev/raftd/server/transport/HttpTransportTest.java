package dev.raftd.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.MembersResponse;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.transport.TransportConfig.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HttpTransportTest {
    static Message heartbeat(long from, long to, long commit) {
        return Message.builder(MessageType.MSG_HEARTBEAT).from(from).to(to).term(1).commit(commit).build();
    }

    static Message snapshot(long from, long to, long index) {
        ConfState voters = new ConfState(List.of(1L, 2L), List.of(), List.of(), List.of(), false);
        Snapshot snapshot = new Snapshot("name".getBytes(), new SnapshotMetadata(voters, index, 3));
        return Message.builder(MessageType.MSG_SNAP).from(from).to(to).term(3).snapshot(snapshot).build();
    }

    private static Limits queue(int messages, long bytes) {
        Limits d = Limits.DEFAULT;
        return new Limits(d.frameBytesMax(), messages, bytes, d.connectTimeoutMillis(), d.handshakeTimeoutMillis(),
                d.pendingHandshakesMax(), d.connectionsMax(), d.writeTimeoutMillis(), d.silenceMillis(), d.backoffMillisMin(),
                d.backoffMillisMax(), d.snapshotBytesMax(), 1_000, d.snapshotBytesPerSecond(), d.snapshotTimeoutMillis());
    }

    @Test
    void messagesArriveInOrderBothWays() throws Exception {
        try (TestPeer a = new TestPeer(1); TestPeer b = new TestPeer(2)) {
            TestPeer.introduce(a, b);
            for (int i = 0; i < 3_000; i++) {
                a.transport.send(heartbeat(1, 2, i));
                b.transport.send(heartbeat(2, 1, i));
            }
            for (int i = 0; i < 3_000; i++) {
                assertThat(TestPeer.next(b.received)).isEqualTo(heartbeat(1, 2, i));
                assertThat(TestPeer.next(a.received)).isEqualTo(heartbeat(2, 1, i));
            }
            assertThat(a.unreachable).isEmpty();
        }
    }

    @Test
    void aLargeAppendArrivesWhole() throws Exception {
        try (TestPeer a = new TestPeer(1); TestPeer b = new TestPeer(2)) {
            TestPeer.introduce(a, b);
            List<Entry> entries = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                byte[] data = new byte[1 << 20];
                new Random(i).nextBytes(data);
                entries.add(new Entry(1, i, EntryType.NORMAL, data));
            }
            Message m = Message.builder(MessageType.MSG_APP).from(1).to(2).term(1).entries(entries).build();
            a.transport.send(m);
            a.transport.send(heartbeat(1, 2, 9));
            assertThat(TestPeer.next(b.received)).isEqualTo(m);
            assertThat(TestPeer.next(b.received)).isEqualTo(heartbeat(1, 2, 9));
        }
    }

    @Test
    void aPeerThatComesBackIsReconnectedToAndReportedUnreachableBetween() throws Exception {
        try (TestPeer a = new TestPeer(1)) {
            int port;
            try (TestPeer b = new TestPeer(2)) {
                port = b.port;
                TestPeer.introduce(a, b);
                a.transport.send(heartbeat(1, 2, 1));
                TestPeer.next(b.received);
            }
            // The link notices the hang-up without having to send.
            assertThat(TestPeer.next(a.unreachable)).isEqualTo(2);
            try (TestPeer again = new TestPeer(2, port, Limits.DEFAULT)) {
                again.transport.members(Map.of(1L, a.url(), 2L, again.url()));
                TestPeer.connect(again, a);
                again.transport.send(heartbeat(2, 1, 5));
                assertThat(TestPeer.next(a.received)).isEqualTo(heartbeat(2, 1, 5));
                TestPeer.connect(a, again);
                a.transport.send(heartbeat(1, 2, 2));
                assertThat(TestPeer.next(again.received)).isEqualTo(heartbeat(1, 2, 2));
            }
        }
    }

    @Test
    void aMessageToNobodyIsReported() throws Exception {
        try (TestPeer a = new TestPeer(1)) {
            a.transport.send(heartbeat(1, 9, 1));
            assertThat(TestPeer.next(a.unreachable)).isEqualTo(9);
            a.transport.send(snapshot(1, 9, 4));
            assertThat(TestPeer.next(a.snapshotsSent)).isEqualTo(new TestPeer.Sent(9, false));
        }
    }

    @Test
    void aFullQueueDropsAndReports() throws Exception {
        // A peer that accepts connections and never answers: the link stays in its handshake and its queue fills.
        try (ServerSocket mute = new ServerSocket(0); TestPeer a = new TestPeer(1, 0, queue(10, 1 << 20))) {
            a.transport.members(Map.of(1L, a.url(), 2L, "http://127.0.0.1:" + mute.getLocalPort()));
            for (int i = 0; i < 13; i++)
                a.transport.send(heartbeat(1, 2, i));
            assertThat(a.unreachable).hasSize(3).containsOnly(2L);
            assertThat(a.counter("raftd_peer_dropped_messages", "out")).isEqualTo(3);
        }
    }

    @Test
    void aQueueIsBoundedInBytesToo() throws Exception {
        try (ServerSocket mute = new ServerSocket(0); TestPeer a = new TestPeer(1, 0, queue(1_000, 2_500))) {
            a.transport.members(Map.of(1L, a.url(), 2L, "http://127.0.0.1:" + mute.getLocalPort()));
            for (int i = 0; i < 5; i++)
                a.transport.send(Message.builder(MessageType.MSG_HEARTBEAT).from(1).to(2).context(new byte[1_000]).build());
            assertThat(a.unreachable).hasSize(3);
        }
    }

    @Test
    void aFullMailboxDropsAndCounts() throws Exception {
        try (TestPeer a = new TestPeer(1); TestPeer b = new TestPeer(2)) {
            TestPeer.introduce(a, b);
            a.transport.send(heartbeat(1, 2, 1));
            TestPeer.next(b.received);
            b.mailboxFull = true;
            a.transport.send(heartbeat(1, 2, 2));
            a.transport.send(heartbeat(1, 2, 3));
            TestPeer.next(b.dropped);
            TestPeer.next(b.dropped);
            b.mailboxFull = false;
            a.transport.send(heartbeat(1, 2, 4)); // once it is here, those before it are counted
            TestPeer.next(b.received);
            assertThat(b.counter("raftd_peer_dropped_messages", "in")).isEqualTo(2);
        }
    }

    @Test
    void aSnapshotIsStreamedInChunksAndThenAnnounced() throws Exception {
        byte[] file = new byte[2_500_123];
        new Random(1).nextBytes(file);
        for (int chunkBytes : new int[]{1_000, 1 << 20})
            try (TestPeer a = new TestPeer(1, 0, chunkBytes == 1_000 ? queue(100, 1 << 20) : Limits.DEFAULT);
                    TestPeer b = new TestPeer(2)) {
                TestPeer.introduce(a, b);
                a.file = file;
                a.transport.send(snapshot(1, 2, 44));
                assertThat(TestPeer.next(b.stored)).isEqualTo(file);
                Message m = TestPeer.next(b.received);
                assertThat(m.type()).isEqualTo(MessageType.MSG_SNAP);
                Snapshot named = snapshot(1, 2, 44).snapshot();
                assertThat(m.snapshot()).isEqualTo(new Snapshot(new byte[0], named.metadata()));
                assertThat(TestPeer.next(a.snapshotsSent)).isEqualTo(new TestPeer.Sent(2, true));
            }
    }

    @Test
    void aSnapshotThatIsGoneOrNotTakenIsReportedAsFailed() throws Exception {
        try (TestPeer a = new TestPeer(1); TestPeer b = new TestPeer(2)) {
            TestPeer.introduce(a, b);
            a.transport.send(snapshot(1, 2, 44));
            assertThat(TestPeer.next(a.snapshotsSent)).isEqualTo(new TestPeer.Sent(2, false));
            a.file = new byte[10];
            b.mailboxFull = true;
            a.transport.send(snapshot(1, 2, 44));
            assertThat(TestPeer.next(a.snapshotsSent)).isEqualTo(new TestPeer.Sent(2, false));
        }
    }

    @Test
    void aMemberLearnsThatItWasRemoved() throws Exception {
        try (TestPeer a = new TestPeer(1); TestPeer b = new TestPeer(2)) {
            b.removed.add(1L);
            b.transport.members(Map.of(2L, b.url()));
            a.transport.members(Map.of(1L, a.url(), 2L, b.url()));
            assertThat(TestPeer.next(a.toldRemoved)).isEqualTo(2);
        }
    }

    @Test
    void anyOtherServersGoneIsNotBelieved() throws Exception {
        try (TestPeer a = new TestPeer(1); ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> gone(server));
            a.transport.members(Map.of(1L, a.url(), 2L, "http://127.0.0.1:" + server.getLocalPort()));
            assertThat(TestPeer.next(a.unreachable)).as("it was answered").isEqualTo(2);
            assertThat(a.toldRemoved).isEmpty();
        }
    }

    private static void gone(ServerSocket server) {
        try (Socket socket = server.accept()) {
            if (socket.getInputStream().read(new byte[4_000]) > 0)
                socket.getOutputStream().write("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aMemberWhoseUrlIsNoneIsUnreachableAndTheOthersAreNot() throws Exception {
        try (TestPeer a = new TestPeer(1); TestPeer b = new TestPeer(2)) {
            TestPeer.introduce(a, b);
            a.transport.members(Map.of(1L, a.url(), 2L, b.url(), 3L, "", 4L, "http://127.0.0.1:99999"));
            a.transport.send(heartbeat(1, 3, 7));
            assertThat(TestPeer.next(a.unreachable)).isEqualTo(3);
            a.transport.send(heartbeat(1, 4, 7));
            assertThat(TestPeer.next(a.unreachable)).isEqualTo(4);
            a.transport.send(heartbeat(1, 2, 7));
            assertThat(TestPeer.next(b.received)).isEqualTo(heartbeat(1, 2, 7));
        }
    }

    @Test
    void aMemberNoLongerNamedIsHungUpOn() throws Exception {
        try (TestPeer a = new TestPeer(1); TestPeer b = new TestPeer(2)) {
            TestPeer.introduce(a, b);
            a.transport.send(heartbeat(1, 2, 1));
            TestPeer.next(b.received);
            b.transport.members(Map.of(2L, b.url()));
            assertThat(TestPeer.next(a.unreachable)).isEqualTo(2);
            a.transport.members(Map.of(1L, a.url()));
            a.unreachable.clear();
            a.transport.send(heartbeat(1, 2, 2));
            assertThat(TestPeer.next(a.unreachable)).isEqualTo(2);
            assertThat(b.received).isEmpty();
        }
    }

    @Test
    void aMemberMayMoveToAnotherUrl() throws Exception {
        try (TestPeer a = new TestPeer(1); TestPeer b = new TestPeer(2); TestPeer moved = new TestPeer(2)) {
            TestPeer.introduce(a, b);
            a.transport.send(heartbeat(1, 2, 1));
            TestPeer.next(b.received);
            TestPeer.introduce(a, moved);
            a.transport.send(heartbeat(1, 2, 2));
            assertThat(TestPeer.next(moved.received)).isEqualTo(heartbeat(1, 2, 2));
        }
    }

    @Test
    void oneThatJoinsLearnsTheMembers() throws Exception {
        try (TestPeer a = new TestPeer(1)) {
            MembersResponse members = ClusterClient.members(a.url(), 5_000);
            assertThat(members).isEqualTo(a.members());
        }
    }

    @Test
    void aMemberAddedSinceIsLetInOnAKnownMembersWord() throws Exception {
        try (TestPeer behind = new TestPeer(1); TestPeer known = new TestPeer(2); TestPeer added = new TestPeer(3)) {
            Map<Long, String> all = Map.of(1L, behind.url(), 2L, known.url(), 3L, added.url());
            known.urls = all;
            behind.transport.members(Map.of(1L, behind.url(), 2L, known.url()));
            added.transport.members(all);
            TestPeer.connect(added, behind);
            behind.transport.send(heartbeat(1, 3, 5));
            assertThat(TestPeer.next(added.received)).isEqualTo(heartbeat(1, 3, 5));
            // The node's next word does not name it yet, and the one after that says it was removed.
            behind.transport.members(Map.of(1L, behind.url(), 2L, known.url()));
            added.transport.send(heartbeat(3, 1, 6));
            assertThat(TestPeer.next(behind.received)).isEqualTo(heartbeat(3, 1, 6));
            behind.removed.add(3L);
            behind.transport.members(Map.of(1L, behind.url(), 2L, known.url()));
            assertThat(TestPeer.next(added.toldRemoved)).isEqualTo(1);
        }
    }

    @Test
    void threePeersTalkToEachOther() throws Exception {
        try (TestPeer a = new TestPeer(1); TestPeer b = new TestPeer(2); TestPeer c = new TestPeer(3)) {
            Map<Long, String> urls = new TreeMap<>(Map.of(1L, a.url(), 2L, b.url(), 3L, c.url()));
            List<TestPeer> peers = List.of(a, b, c);
            peers.forEach(p -> p.transport.members(urls));
            for (TestPeer from : peers)
                peers.stream().filter(to -> to != from).forEach(to -> TestPeer.connect(from, to));
        }
    }
}
