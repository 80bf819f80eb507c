package dev.raftd.server.transport;

import static dev.raftd.server.transport.HttpTransportTest.heartbeat;
import static dev.raftd.server.transport.HttpTransportTest.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.server.transport.TransportConfig.Limits;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/// What the peer port does with what no correct peer sends: it is member 2, and a raw socket claims to be member 1.
class PeerPortTest {
    private TestPeer peer;

    @BeforeEach
    void start() throws IOException {
        peer = new TestPeer(2);
        peer.transport.members(Map.of(1L, "http://127.0.0.1:1", 2L, peer.url(), 3L, "http://127.0.0.1:1"));
    }

    @AfterEach
    void stop() {
        peer.close();
    }

    private RawPeer stream(long number) throws IOException {
        RawPeer raw = new RawPeer(peer.port).open(PeerPaths.STREAM, RawPeer.handshake(1, 2, 77, number));
        assertThat(raw.head()).startsWith("HTTP/1.1 100 Continue");
        return raw;
    }

    @Test
    void aCorrectStreamIsReceived() throws Exception {
        try (RawPeer raw = stream(1)) {
            raw.chunk(RawPeer.frame(heartbeat(1, 2, 1)));
            assertThat(TestPeer.next(peer.received)).isEqualTo(heartbeat(1, 2, 1));
            raw.end();
            assertThat(raw.rest()).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aMemberOfAnotherClusterIsToldOfBothClusters() throws Exception {
        Map<String, String> headers = snapshotHeaders(1, 5, 0);
        headers.put("Raftd-Cluster", "c-2");
        try (RawPeer raw = new RawPeer(peer.port).open(PeerPaths.STREAM, headers)) {
            assertThat(raw.rest()).contains("it comes from member 1 of another cluster; this is member 2 of cluster c-1");
        }
    }

    @Test
    void framesMayBeCutAnywhere() throws Exception {
        byte[] frame = RawPeer.frame(heartbeat(1, 2, 300));
        try (RawPeer raw = stream(1)) {
            for (int i = 0; i < 3; i++)
                for (byte b : frame)
                    raw.chunk(new byte[]{b});
            for (int i = 0; i < 3; i++)
                assertThat(TestPeer.next(peer.received)).isEqualTo(heartbeat(1, 2, 300));
        }
    }

    @ParameterizedTest
    @CsvSource({"Raftd-Cluster,c-2,409,wrong_cluster", "Raftd-To,3,409,wrong_receiver", "Raftd-From,2,409,own_id",
            "Raftd-From,9,403,unknown_member", "Raftd-From,8,410,node_removed", "Raftd-Protocol,2,400,wrong_version",
            "Raftd-Protocol,x,400,malformed", "Raftd-From,-1,400,malformed", "Raftd-From,99999999999999999999,400,malformed",
            "Raftd-Life,,400,malformed", "Raftd-Life,1/1/1,400,malformed",
            "Raftd-Life,0000000000000001/0/0000000000000002,400,malformed",
            "Raftd-Life,0000000000000001/9999999999999999999/0000000000000002,400,malformed", "Raftd-Known-Life,x,400,malformed",
            "Raftd-Past-Lives,x,400,malformed",
            "Expect,,400,malformed"})
    void aHandshakeWithOneThingWrongIsRefusedBeforeAnyFrame(String header, String value, int status, String code) throws Exception {
        peer.removed.add(8L);
        for (String path : List.of(PeerPaths.STREAM, PeerPaths.SNAPSHOT)) {
            Map<String, String> headers = snapshotHeaders(1, 5, 0);
            headers.put(header, value == null ? "" : value);
            try (RawPeer raw = new RawPeer(peer.port).open(path, headers).chunk(RawPeer.frame(heartbeat(1, 2, 1)))) {
                assertThat(raw.rest()).startsWith("HTTP/1.1 " + status).contains("\"code\":\"" + code + "\"");
            }
        }
        assertThat(peer.counter("raftd_peer_refused", code)).isEqualTo(2);
        assertThat(peer.received).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Raftd-Cluster", "Raftd-From", "Raftd-To", "Raftd-Protocol", "Raftd-Life", "Raftd-Number"})
    void aHandshakeWithAHeaderMissingIsRefused(String header) throws Exception {
        Map<String, String> headers = RawPeer.handshake(1, 2, 77, 1);
        headers.remove(header);
        try (RawPeer raw = new RawPeer(peer.port).open(PeerPaths.STREAM, headers)) {
            assertThat(raw.rest()).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void aReplayedHandshakeIsRefused() throws Exception {
        try (RawPeer first = stream(5); RawPeer replay = new RawPeer(peer.port)) {
            replay.open(PeerPaths.STREAM, RawPeer.handshake(1, 2, 77, 5));
            assertThat(replay.rest()).startsWith("HTTP/1.1 409").contains("replayed");
            first.chunk(RawPeer.frame(heartbeat(1, 2, 1)));
            assertThat(TestPeer.next(peer.received)).isEqualTo(heartbeat(1, 2, 1));
        }
    }

    @Test
    void aNewerStreamReplacesTheOlder() throws Exception {
        try (RawPeer old = stream(5); RawPeer newer = stream(6)) {
            assertThat(old.rest()).isEmpty();
            newer.chunk(RawPeer.frame(heartbeat(1, 2, 1)));
            assertThat(TestPeer.next(peer.received)).isEqualTo(heartbeat(1, 2, 1));
        }
    }

    @Test
    void aProcessThatWasReplacedCannotComeBack() throws Exception {
        try (RawPeer old = stream(5); RawPeer restarted = new RawPeer(peer.port); RawPeer late = new RawPeer(peer.port)) {
            assertThat(restarted.open(PeerPaths.STREAM, RawPeer.handshake(1, 2, 78, 1)).head()).startsWith("HTTP/1.1 100");
            assertThat(old.rest()).isEmpty();
            late.open(PeerPaths.STREAM, RawPeer.handshake(1, 2, 77, 6));
            assertThat(late.rest()).startsWith("HTTP/1.1 409");
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "2147483647", "-2147483648", "4194305"})
    void aLengthOutOfRangeClosesBeforeMemoryIsTaken(int length) throws Exception {
        try (RawPeer raw = stream(1)) {
            raw.chunk(ByteBuffer.allocate(4)
                    .putInt(length > 0 && length <= FrameReader.PAYLOAD_BYTES_MAX ? FrameReader.lengthWord(length) : length).array());
            assertThat(raw.rest()).isEmpty();
        }
        assertThat(peer.counter("raftd_peer_bad_frames", "length")).isEqualTo(1);
    }

    private static Message.Builder message(MessageType type) {
        return Message.builder(type).from(1).to(2).term(5);
    }

    static Stream<Arguments> badMessages() {
        Entry e3 = new Entry(2, 3, EntryType.NORMAL, new byte[3]);
        Entry e4 = new Entry(3, 4, EntryType.NORMAL, new byte[3]);
        Entry e4old = new Entry(1, 4, EntryType.NORMAL, new byte[3]);
        Snapshot snapshot = snapshot(1, 2, 9).snapshot();
        Message.Builder app = message(MessageType.MSG_APP).index(2).logTerm(2);
        List<Arguments> all = new ArrayList<>();
        for (MessageType type : List.of(MessageType.MSG_HUP, MessageType.MSG_BEAT, MessageType.MSG_UNREACHABLE, MessageType.MSG_SNAP_STATUS,
                MessageType.MSG_CHECK_QUORUM, MessageType.MSG_FORGET_LEADER, MessageType.MSG_STORAGE_APPEND,
                MessageType.MSG_STORAGE_APPEND_RESP, MessageType.MSG_STORAGE_APPLY, MessageType.MSG_STORAGE_APPLY_RESP,
                MessageType.MSG_SNAP))
            all.add(Arguments.of(type + " on the stream", "type", message(type).build()));
        all.add(Arguments.of("of another sender", "sender", message(MessageType.MSG_VOTE).from(3).build()));
        all.add(Arguments.of("proposal of a stranger", "sender", message(MessageType.MSG_PROP).from(9).build()));
        all.add(Arguments.of("to another member", "receiver", message(MessageType.MSG_VOTE).to(3).build()));
        all.add(Arguments.of("last term there is", "shape", message(MessageType.MSG_PRE_VOTE).term(Long.MAX_VALUE).build()));
        all.add(Arguments.of("before an index that cannot be", "shape", message(MessageType.MSG_APP).index(Long.MAX_VALUE).build()));
        all.add(Arguments.of("commit that cannot be", "shape", message(MessageType.MSG_HEARTBEAT).commit(1L << 62).build()));
        all.add(Arguments.of("hint that cannot be", "shape", message(MessageType.MSG_APP_RESP).rejectHint(1L << 62).build()));
        all.add(Arguments.of("previous term of the future", "shape", message(MessageType.MSG_APP).index(2).logTerm(6).build()));
        all.add(Arguments.of("gap", "shape", app.entries(List.of(e4)).build()));
        all.add(Arguments.of("entry twice", "shape", app.entries(List.of(e3, e3)).build()));
        all.add(Arguments.of("falling terms", "shape", app.entries(List.of(e3, e4old)).build()));
        all.add(Arguments.of("term before the first", "shape", app.logTerm(3).entries(List.of(e3)).build()));
        all.add(Arguments.of("entry of the future", "shape", app.logTerm(2).term(2).entries(List.of(e3, e4)).build()));
        all.add(Arguments.of("snapshot in an append", "shape", message(MessageType.MSG_APP).snapshot(snapshot).build()));
        all.add(Arguments.of("responses", "shape",
                message(MessageType.MSG_APP).responses(List.of(message(MessageType.MSG_HUP).build())).build()));
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badMessages")
    void aMessageNoCorrectMemberSendsClosesTheStream(String name, String cause, Message m) throws Exception {
        try (RawPeer raw = stream(1)) {
            raw.chunk(RawPeer.frame(m));
            assertThat(raw.rest()).isEmpty();
        }
        assertThat(peer.counter("raftd_peer_bad_frames", cause)).isEqualTo(1);
        assertThat(peer.received).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"MSG_PROP,3", "MSG_READ_INDEX,3", "MSG_TRANSFER_LEADER,3", "MSG_TRANSFER_LEADER,2"})
    void whatAFollowerPassesOnKeepsItsFirstSender(MessageType type, long from) throws Exception {
        Message m = message(type).from(from).term(0).build();
        try (RawPeer raw = stream(1)) {
            raw.chunk(RawPeer.frame(m));
            assertThat(TestPeer.next(peer.received)).isEqualTo(m);
        }
    }

    @Test
    void aWrongChecksumClosesTheStream() throws Exception {
        byte[] frame = RawPeer.frame(heartbeat(1, 2, 1));
        frame[frame.length - 1] ^= 1;
        try (RawPeer raw = stream(1)) {
            assertThat(raw.chunk(frame).rest()).isEmpty();
        }
        assertThat(peer.counter("raftd_peer_bad_frames", "checksum")).isEqualTo(1);
    }

    @Test
    void aStreamThatEndsMidFrameIsCounted() throws Exception {
        try (RawPeer raw = stream(1)) {
            assertThat(raw.chunk(new byte[]{0, 0}).end().rest()).isEmpty();
        }
        assertThat(peer.counter("raftd_peer_bad_frames", "truncated")).isEqualTo(1);
    }

    @Test
    void aFrameBeforeTheHandshakeIsNotHttp() throws Exception {
        try (RawPeer raw = new RawPeer(peer.port)) {
            assertThat(raw.raw(RawPeer.frame(heartbeat(1, 2, 1))).raw("\r\n\r\n".getBytes(StandardCharsets.UTF_8)).rest())
                    .startsWith("HTTP/1.1 400");
        }
        assertThat(peer.received).isEmpty();
    }

    @Test
    void aSecondHandshakeOnALiveStreamIsNotServed() throws Exception {
        try (RawPeer raw = stream(1)) {
            raw.end().open(PeerPaths.STREAM, RawPeer.handshake(1, 2, 77, 2));
            assertThat(raw.rest()).startsWith("HTTP/1.1 200").doesNotContain("100 Continue");
        }
    }

    private static Limits admitting(int pendingHandshakes, int connections) {
        Limits d = Limits.DEFAULT;
        return new Limits(d.frameBytesMax(), 10, 1_000, 1_000, 500, pendingHandshakes, connections, 1_000, 1_000, 50, 50, 1_000, 1_000,
                1_000,
                1_000);
    }

    @Test
    void handshakesUnderWayAreLimitedInNumberAndTimeAndTheOldestGivesWay() throws Exception {
        try (TestPeer limited = new TestPeer(2, 0, admitting(2, 256));
                RawPeer a = new RawPeer(limited.port).raw("POST /".getBytes(StandardCharsets.UTF_8));
                RawPeer b = new RawPeer(limited.port);
                RawPeer third = new RawPeer(limited.port)) {
            assertThat(a.rest()).isEmpty();
            assertThat(limited.counter("raftd_peer_refused", "too_many_connections")).isEqualTo(1);
            assertThat(limited.counter("raftd_peer_refused", "handshake_timeout")).isZero();
            assertThat(b.rest()).isEmpty();
            assertThat(third.rest()).isEmpty();
            assertThat(limited.counter("raftd_peer_refused", "handshake_timeout")).isEqualTo(2);
        }
    }

    @Test
    void aMemberComesInWhileStrangersFillThePort() throws Exception {
        try (TestPeer busy = new TestPeer(2, 0, admitting(16, 32)); TestPeer member = new TestPeer(1)) {
            List<RawPeer> strangers = new ArrayList<>();
            for (int i = 0; i < 300; i++)
                strangers.add(new RawPeer(busy.port));
            TestPeer.introduce(busy, member);
            // And those who come after it do not drive it out.
            for (int i = 0; i < 300; i++)
                strangers.add(new RawPeer(busy.port).open(PeerPaths.STREAM, RawPeer.handshake(9, 2, 7, i)));
            member.transport.send(heartbeat(1, 2, 8));
            assertThat(TestPeer.next(busy.received)).isEqualTo(heartbeat(1, 2, 8));
            assertThat(busy.counter("raftd_peer_refused", "too_many_connections")).isGreaterThan(280);
            for (RawPeer stranger : strangers)
                stranger.close();
        }
    }

    @Test
    void aSilentPeerFillsItsQueueAndNobodyElses() throws Exception {
        try (TestPeer other = new TestPeer(3); ServerSocket mute = new ServerSocket(0)) {
            Limits few = admitting(16, 256);
            try (TestPeer sender = new TestPeer(2, 0, few)) {
                Map<Long, String> urls = Map.of(1L, "http://127.0.0.1:" + mute.getLocalPort(), 2L, sender.url(), 3L, other.url());
                sender.transport.members(urls);
                other.transport.members(urls);
                try (Socket accepted = mute.accept()) {
                    accepted.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    TestPeer.connect(sender, other);
                    for (int i = 0; i < 100 || !sender.unreachable.contains(1L); i++) {
                        sender.transport.send(Message.builder(MessageType.MSG_HEARTBEAT).from(2).to(1).context(new byte[900]).build());
                        sender.transport.send(heartbeat(2, 3, i));
                        assertThat(TestPeer.next(other.received)).isEqualTo(heartbeat(2, 3, i));
                    }
                    assertThat(sender.unreachable).doesNotContain(3L);
                }
            }
        }
    }

    @Test
    void manySmallThingsInAFrameAreRefusedBeforeMemoryIsTakenForThem() throws Exception {
        int count = 1_000_000;
        for (byte[] each : new byte[][]{{7 << 3 | 2, 0}, {9 << 3 | 2, 2, 0x12, 0}, {14 << 3 | 2, 0}}) {
            byte[] many = new byte[each.length * count];
            for (int i = 0; i < count; i++)
                System.arraycopy(each, 0, many, i * each.length, each.length);
            long before = allocatedBytes();
            assertThatThrownBy(() -> PeerConnection.decode(many, 0, many.length)).isInstanceOf(BadFrameException.class)
                    .extracting(e -> ((BadFrameException) e).reason()).isEqualTo(BadFrameException.Cause.SHAPE);
            assertThat(allocatedBytes() - before).isLessThan(1 << 20);
        }
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static Map<String, String> snapshotHeaders(long number, long sizeBytes, long offset) {
        Map<String, String> headers = RawPeer.handshake(1, 2, 77, number);
        headers.put("Raftd-Snapshot", "9/3/" + sizeBytes + "/00c0ffee");
        headers.put("Raftd-Offset", Long.toString(offset));
        return headers;
    }

    private RawPeer snapshotStream(long number, long sizeBytes, long offset) throws IOException {
        RawPeer raw = new RawPeer(peer.port).open(PeerPaths.SNAPSHOT, snapshotHeaders(number, sizeBytes, offset));
        assertThat(raw.head()).startsWith("HTTP/1.1 100 Continue");
        return raw;
    }

    private static byte[] opening() {
        Message named = snapshot(1, 2, 9);
        return RawPeer.frame(named.toBuilder().snapshot(new Snapshot(new byte[0], named.snapshot().metadata())).build());
    }

    private static byte[] chunk(int... bytes) {
        byte[] chunk = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++)
            chunk[i] = (byte) bytes[i];
        return RawPeer.frame(chunk);
    }

    @Test
    void aCorrectSnapshotIsTaken() throws Exception {
        try (RawPeer raw = snapshotStream(1, 5, 0)) {
            raw.chunk(opening()).chunk(chunk(1, 2, 3)).chunk(chunk(4, 5)).end();
            assertThat(raw.rest()).startsWith("HTTP/1.1 200");
            assertThat(TestPeer.next(peer.stored)).containsExactly(1, 2, 3, 4, 5);
        }
    }

    /// The chunks reach the file on a thread of their own.
    private void awaitWritten(int bytes) throws InterruptedException {
        for (int n = 0; n < bytes;)
            n += TestPeer.next(peer.written);
    }

    @Test
    void aSnapshotGoesOnWhereItsConnectionBroke() throws Exception {
        try (RawPeer raw = snapshotStream(1, 5, 0)) {
            raw.chunk(opening()).chunk(chunk(1, 2, 3));
            awaitWritten(3);
        }
        try (RawPeer raw = new RawPeer(peer.port).open(PeerPaths.SNAPSHOT, snapshotHeaders(2, 5, 0))) {
            assertThat(raw.rest()).startsWith("HTTP/1.1 409").contains("Raftd-Offset: 3").contains("\"code\":\"resume\"");
        }
        // A sender of another file, or of one of another state, knows nothing of that part, and does not spoil it.
        Map<String, String> other = snapshotHeaders(3, 5, 3);
        other.put("Raftd-Snapshot", "9/3/5/00c0ffef");
        try (RawPeer raw = new RawPeer(peer.port).open(PeerPaths.SNAPSHOT, other)) {
            assertThat(raw.rest()).startsWith("HTTP/1.1 409").contains("Raftd-Offset: 0");
        }
        try (RawPeer raw = snapshotStream(4, 5, 3)) {
            raw.chunk(opening()).chunk(chunk(4, 5)).end();
            assertThat(raw.rest()).startsWith("HTTP/1.1 200");
            assertThat(TestPeer.next(peer.stored)).containsExactly(1, 2, 3, 4, 5);
        }
        // It was taken: the next one begins anew.
        snapshotStream(5, 5, 0).close();
    }

    @Test
    void twoSnapshotsAtOnceFromTwoSendersBothArrive() throws Exception {
        Map<String, String> headers = snapshotHeaders(1, 5, 0);
        headers.put("Raftd-From", "3");
        headers.put("Raftd-Snapshot", "9/3/4/00c0ffee");
        Message named = snapshot(3, 2, 9);
        byte[] opening = RawPeer.frame(named.toBuilder().snapshot(new Snapshot(new byte[0], named.snapshot().metadata())).build());
        try (RawPeer one = snapshotStream(1, 5, 0); RawPeer two = new RawPeer(peer.port).open(PeerPaths.SNAPSHOT, headers)) {
            assertThat(two.head()).startsWith("HTTP/1.1 100");
            one.chunk(opening()).chunk(chunk(1, 2, 3));
            two.chunk(opening).chunk(chunk(7, 7));
            one.chunk(chunk(4, 5)).end();
            two.chunk(chunk(8, 8)).end();
            assertThat(one.rest()).startsWith("HTTP/1.1 200");
            assertThat(two.rest()).startsWith("HTTP/1.1 200");
        }
        assertThat(List.of(TestPeer.next(peer.stored), TestPeer.next(peer.stored)))
                .containsExactlyInAnyOrder(new byte[]{1, 2, 3, 4, 5}, new byte[]{7, 7, 8, 8});
    }

    @Test
    void aPartThatNobodyGoesOnWithIsDropped() throws Exception {
        Limits d = Limits.DEFAULT;
        Limits hasty = new Limits(d.frameBytesMax(), 10, 1_000, 1_000, 500, 16, 16, 1_000, 1_000, 50, 50, 1_000, 1_000, 1_000, 20);
        try (TestPeer limited = new TestPeer(2, 0, hasty)) {
            limited.transport.members(Map.of(1L, "http://127.0.0.1:1", 2L, limited.url()));
            try (RawPeer raw = new RawPeer(limited.port).open(PeerPaths.SNAPSHOT, snapshotHeaders(1, 5, 0))) {
                assertThat(raw.head()).startsWith("HTTP/1.1 100");
                raw.chunk(opening()).chunk(chunk(1, 2, 3));
                assertThat(TestPeer.next(limited.written)).isEqualTo(3);
            }
            assertThat(TestPeer.next(limited.droppedParts)).isEqualTo(3);
            try (RawPeer raw = new RawPeer(limited.port).open(PeerPaths.SNAPSHOT, snapshotHeaders(2, 5, 0))) {
                assertThat(raw.head()).startsWith("HTTP/1.1 100");
            }
        }
    }

    @Test
    void aCorruptedChunkIsRefused() throws Exception {
        byte[] chunk = chunk(1, 2, 3);
        chunk[9] ^= 4;
        try (RawPeer raw = snapshotStream(1, 3, 0)) {
            assertThat(raw.chunk(opening()).chunk(chunk).rest()).isEmpty();
        }
        assertThat(peer.counter("raftd_peer_bad_frames", "checksum")).isEqualTo(1);
        assertThat(peer.stored).isEmpty();
        assertThat(peer.received).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2", "4"})
    void aSnapshotOfAnotherSizeThanAnnouncedIsRefused(long announced) throws Exception {
        try (RawPeer raw = snapshotStream(1, announced, 0)) {
            assertThat(raw.chunk(opening()).chunk(chunk(1, 2, 3)).end().rest()).isEmpty();
        }
        assertThat(peer.counter("raftd_peer_bad_frames", "snapshot_size")).isEqualTo(1);
        assertThat(peer.received).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Raftd-Snapshot,9/3/-1/00000000,400", "Raftd-Snapshot,9/3/9223372036854775807/00000000,400", "Raftd-Snapshot,,400",
            "Raftd-Snapshot,9/3/999999999999999999/00000000,413", "Raftd-Offset,-1,400", "Raftd-Offset,,400", "Raftd-Offset,1,409"})
    void aSnapshotRequestThatCannotBeIsRefusedBeforeAnyFrame(String header, String value, int status) throws Exception {
        Map<String, String> headers = snapshotHeaders(1, 5, 0);
        headers.put(header, value == null ? "" : value);
        try (RawPeer raw = new RawPeer(peer.port).open(PeerPaths.SNAPSHOT, headers)) {
            assertThat(raw.rest()).startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    void aSnapshotOfAnotherNameThanAnnouncedIsRefused() throws Exception {
        Message named = snapshot(1, 2, 10);
        byte[] opening = RawPeer.frame(named.toBuilder().snapshot(new Snapshot(new byte[0], named.snapshot().metadata())).build());
        try (RawPeer raw = snapshotStream(1, 5, 0)) {
            assertThat(raw.chunk(opening).rest()).isEmpty();
        }
        assertThat(peer.counter("raftd_peer_bad_frames", "shape")).isEqualTo(1);
    }

    @Test
    void noiseNeitherReachesTheNodeNorIsLoggedWithATrace() throws Exception {
        List<ILoggingEvent> events = Collections.synchronizedList(new ArrayList<>());
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                events.add(event);
            }
        };
        appender.start();
        Logger root = (Logger) LoggerFactory.getLogger("dev.raftd.server.transport");
        root.addAppender(appender);
        long seed = 20_261_122;
        Random random = new Random(seed);
        byte[] good = RawPeer.frame(message(MessageType.MSG_APP).entries(List.of(new Entry(1, 1), new Entry(1, 2))).build());
        FrameReader.Consumer step = (array, offset, length) -> {
            Message m = PeerConnection.decode(array, offset, length);
            MessageCheck.stream(m, 1, new Peers(2, Map.of(1L, "a", 2L, "b")));
        };
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
            refused += survives(noise(random, good, i), step) ? 0 : 1;
        assertThat(refused).as("seed %d", seed).isGreaterThan(15_000);
        for (int i = 0; i < 300; i++)
            try (RawPeer raw = new RawPeer(peer.port)) {
                if (i % 3 > 0)
                    raw.open(PeerPaths.STREAM, RawPeer.handshake(1, 2, 77, i + 1)).head();
                byte[] bytes = noise(random, good, 1);
                bytes = i % 3 == 2 ? bytes : RawPeer.frame(bytes);
                raw.chunk(bytes).end();
                raw.rest();
            } catch (IOException e) {
                // Closed while it was written to.
            }
        root.detachAppender(appender);
        assertThat(peer.received).isEmpty();
        assertThat(events).noneMatch(e -> e.getThrowableProxy() != null || e.getLevel() == Level.ERROR);
        assertThat(events.size()).isLessThan(60);
    }

    /// Random bytes, or a good frame with a byte changed and, every other time, its checksum made right again.
    private static byte[] noise(Random random, byte[] good, int kind) {
        if (kind % 2 == 1) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            return bytes;
        }
        byte[] bytes = good.clone();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return kind % 4 == 0 ? bytes : RawPeer.frame(java.util.Arrays.copyOfRange(bytes, 8, bytes.length));
    }

    private static boolean survives(byte[] bytes, FrameReader.Consumer step) {
        FrameReader reader = new FrameReader(4 << 20);
        try {
            reader.feed(io.netty.buffer.Unpooled.wrappedBuffer(bytes), step);
            return !reader.midFrame();
        } catch (BadFrameException e) {
            return false;
        }
    }
}
