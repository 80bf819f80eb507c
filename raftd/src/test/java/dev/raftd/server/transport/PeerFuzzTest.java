package dev.raftd.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.replica.Alarms;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.slf4j.LoggerFactory;

/// A cluster at work whose peer ports are sent noise by somebody who passes as one of its learners.
@TestInstance(Lifecycle.PER_CLASS)
class PeerFuzzTest {
    private static final int FRAMES = 100_000;
    private static final int BATCH_FRAMES_MAX = 64;
    private static final int LOG_LINES_MAX = 200;

    private final List<ILoggingEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }
    };
    private RealMembers members;
    private long leader;
    private long handshakes;
    private long term;

    @BeforeAll
    void start() throws Exception {
        members = new RealMembers(250);
        leader = members.leader();
        term = members.status(leader).term();
        appender.start();
        ((Logger) LoggerFactory.getLogger("dev.raftd")).addAppender(appender);
    }

    @AfterAll
    void stop() {
        ((Logger) LoggerFactory.getLogger("dev.raftd")).detachAppender(appender);
        members.close();
    }

    /// Nobody has failed, nobody has lost the leader, everybody serves.
    private void allIsWell(String after) throws Exception {
        assertThat(members.leader()).as("leader after %s", after).isEqualTo(leader);
        for (long id : members.places.keySet()) {
            assertThat(members.status(id).term()).as("term of %d after %s", id, after).isEqualTo(term);
            assertThat(members.status(id).lead()).as("leader of %d after %s", id, after).isEqualTo(leader);
        }
        assertThat(members.failures).isEmpty();
        // An alarm is an error without a trace, and is what such messages shall raise.
        assertThat(events).as("log after %s", after).noneMatch(e -> e.getThrowableProxy() != null
                || e.getLevel() == Level.ERROR && !e.getLoggerName().equals(Alarms.class.getName()));
        assertThat(events.size()).as("log lines after %s", after).isLessThan(LOG_LINES_MAX);
    }

    @Test
    void noiseNeitherEndsNorMovesAMember() throws Exception {
        long usedBefore = usedBytes();
        long follower = leader % 3 + 1;
        int sent = 0;
        long last = 0;
        for (long seed = 0; sent < FRAMES; seed++) {
            long to = seed % 2 == 0 ? leader : follower;
            if (seed % 500 == 0) {
                allIsWell("seed " + seed);
                last = members.status(to).log().lastIndex();
            }
            sent += new Noise(seed, to, last).send();
        }
        var counted = members.places.get(leader).replica().counters().values();
        assertThat(counted.invalidMessages()).isGreaterThan(1_000);
        assertThat(counted.termJumps()).isGreaterThan(1_000);
        assertThat(counted.unreadableProposals()).isGreaterThan(1_000);
        allIsWell("all of it");
        assertThat(usedBytes() - usedBefore).isLessThan(256L << 20);
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /// Frames on one connection.
    private final class Noise {
        private final SplittableRandom random;
        private final long seed;
        private final long to;
        private final long last;
        private final Peers peers;

        Noise(long seed, long to, long last) {
            random = new SplittableRandom(seed);
            this.seed = seed;
            this.to = to;
            this.last = last;
            peers = new Peers(to, Map.of(1L, "a", 2L, "b", 3L, "c", RealMembers.STRANGER, "d"));
        }

        /// Sends frames until one closes the connection, or there are enough.
        ///
        /// @return how many
        int send() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            int frames = 0;
            boolean good = true;
            while (good && frames < BATCH_FRAMES_MAX) {
                byte[] frame = frame();
                good = isGood(frame);
                bytes.writeBytes(frame);
                frames++;
            }
            try (RawPeer raw = new RawPeer(members.places.get(to).port)) {
                raw.open(PeerPaths.STREAM, RawPeer.handshake(RealMembers.clusterId(), RealMembers.STRANGER, to, 1, ++handshakes));
                assertThat(raw.head()).as("seed %d", seed).startsWith("HTTP/1.1 100");
                raw.chunk(bytes.toByteArray()).end();
                assertThat(raw.rest()).as("seed %d", seed).startsWith(good ? "HTTP/1.1 200" : "");
            }
            return frames;
        }

        private boolean isGood(byte[] frame) {
            FrameReader reader = new FrameReader(4 << 20);
            try {
                reader.feed(Unpooled.wrappedBuffer(frame), (array, offset, length) -> MessageCheck
                        .stream(PeerConnection.decode(array, offset, length), RealMembers.STRANGER, peers));
                return !reader.midFrame();
            } catch (BadFrameException e) {
                return false;
            }
        }

        private byte[] frame() {
            int kind = random.nextInt(100);
            byte[] frame = RawPeer.frame(message());
            if (kind < 94)
                return frame;
            if (kind < 95)
                return Arrays.copyOf(frame, 1 + random.nextInt(frame.length));
            if (kind < 96)
                return flipped(frame);
            byte[] payload = kind < 99 ? flipped(Arrays.copyOfRange(frame, 8, frame.length)) : bytes(1 + random.nextInt(200));
            byte[] again = RawPeer.frame(payload);
            return isHarmless(payload) ? again : flipped(again);
        }

        private byte[] flipped(byte[] good) {
            byte[] bytes = good.clone();
            for (int i = random.nextInt(3); i >= 0; i--)
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            return bytes;
        }

        private byte[] bytes(int length) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            return bytes;
        }

        private boolean isHarmless(byte[] payload) {
            try {
                return isHarmless(PeerConnection.decode(payload, 0, payload.length));
            } catch (BadFrameException e) {
                return true;
            }
        }

        /// Whether no correct member could have a reason to follow it: a message of this or a somewhat later term may come of a leader or
        /// candidate, and a transfer may be asked for.
        private boolean isHarmless(Message m) {
            boolean ofALeader = switch (m.type()) {
                case MSG_APP, MSG_HEARTBEAT, MSG_SNAP, MSG_TIMEOUT_NOW, MSG_VOTE -> m.term() >= term;
                case MSG_TRANSFER_LEADER -> true;
                default -> m.term() > term;
            };
            return !ofALeader || m.term() > term + (1L << 41);
        }

        private Message message() {
            for (Message m = anyMessage();; m = anyMessage())
                if (isHarmless(m))
                    return m;
        }

        private Message anyMessage() {
            MessageType[] types = {MessageType.MSG_APP, MessageType.MSG_APP_RESP, MessageType.MSG_HEARTBEAT, MessageType.MSG_HEARTBEAT_RESP,
                    MessageType.MSG_VOTE, MessageType.MSG_VOTE_RESP, MessageType.MSG_PRE_VOTE, MessageType.MSG_PRE_VOTE_RESP,
                    MessageType.MSG_PROP, MessageType.MSG_READ_INDEX, MessageType.MSG_READ_INDEX_RESP, MessageType.MSG_TIMEOUT_NOW,
                    MessageType.MSG_TRANSFER_LEADER};
            MessageType type = random.nextInt(200) == 0
                    ? MessageType.values()[random.nextInt(MessageType.values().length)]
                    : types[random.nextInt(types.length)];
            Message.Builder m = Message.builder(type).to(to).from(RealMembers.STRANGER).term(number(term)).logTerm(number(term))
                    .index(number(last)).commit(number(last)).rejectHint(number(last)).reject(random.nextBoolean()).vote(random.nextInt(5));
            if (random.nextInt(4) == 0)
                m.context(bytes(random.nextInt(20)));
            if (random.nextInt(300) == 0)
                m.from(random.nextInt(6)).to(random.nextInt(6));
            if (random.nextInt(300) == 0)
                m.snapshot(new Snapshot(new byte[0], new SnapshotMetadata(ConfState.EMPTY, number(last), number(term))));
            Message whole = m.entries(entries(type)).build();
            return random.nextInt(10) == 0 ? whole : m.entries(following(whole)).build();
        }

        private List<Entry> entries(MessageType type) {
            List<Entry> entries = new ArrayList<>();
            for (int i = random.nextInt(type == MessageType.MSG_READ_INDEX ? 2 : 4); i > 0; i--)
                entries.add(new Entry(number(term), number(last), EntryType.values()[random.nextInt(20) == 0 ? random.nextInt(3) : 0],
                        bytes(random.nextInt(30))));
            return entries;
        }

        /// The entries, one after the other in index and term.
        private List<Entry> following(Message m) {
            List<Entry> entries = new ArrayList<>();
            for (Entry e : m.entries())
                entries.add(new Entry(Math.min(m.logTerm(), m.term()), m.index() + 1 + entries.size(), e.type(), e.data()));
            return entries;
        }

        /// Around the true one mostly, and at the borders of what there is.
        private long number(long truth) {
            return switch (random.nextInt(64)) {
                case 0 -> (1L << 62) - 1;
                case 1 -> 1L << 61;
                case 2 -> Integer.MAX_VALUE;
                case 3 -> 1L << 42;
                case 4 -> random.nextLong(1L << 62);
                default -> Math.max(0, truth + random.nextInt(-4, 3));
            };
        }
    }

    @Test
    void snapshotsOfNoiseAreNotTaken() throws Exception {
        long follower = leader % 3 + 1;
        for (int seed = 0; seed < 300; seed++)
            try (RawPeer raw = new RawPeer(members.places.get(follower).port)) {
                SplittableRandom random = new SplittableRandom(seed);
                byte[] chunk = new byte[1 + random.nextInt(2_000)];
                random.nextBytes(chunk);
                long index = 1 + random.nextInt(100);
                Map<String, String> headers = RawPeer.handshake(RealMembers.clusterId(), RealMembers.STRANGER, follower, 1, ++handshakes);
                headers.put(PeerPaths.SNAPSHOT_NAME, index + "/1/" + chunk.length + "/00000000");
                headers.put(PeerPaths.OFFSET, "0");
                ConfState conf = new ConfState(List.of(1L + random.nextInt(9)), List.of(), List.of(), List.of(), false);
                Message m = Message.builder(MessageType.MSG_SNAP).from(RealMembers.STRANGER).to(follower).term(term + random.nextInt(3))
                        .snapshot(new Snapshot(new byte[0], new SnapshotMetadata(conf, index, 1))).build();
                raw.open(PeerPaths.SNAPSHOT, headers).head();
                raw.chunk(RawPeer.frame(m)).chunk(RawPeer.frame(chunk)).end();
                assertThat(raw.rest()).as("seed %d", seed).startsWith("HTTP/1.1 503");
            }
        allIsWell("snapshots of noise");
    }

    @Test
    void whatIsNotHttpIsClosed() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 500; i++)
            try (RawPeer raw = new RawPeer(members.places.get(i % 3 + 1L).port)) {
                byte[] bytes = new byte[1 + random.nextInt(i % 50 == 0 ? 64 << 10 : 200)];
                random.nextBytes(bytes);
                raw.raw(bytes).raw("\r\n\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                raw.rest();
            }
        allIsWell("noise");
    }

    @Test
    void lengthsThatCannotBeAreRefusedWithoutMemory() throws Exception {
        int[] lengths = {0, 3, Integer.MAX_VALUE, -1, Integer.MIN_VALUE, (4 << 20) + 1};
        for (int i = 0; i < lengths.length; i++)
            try (RawPeer raw = new RawPeer(members.places.get(leader).port)) {
                raw.open(PeerPaths.STREAM, RawPeer.handshake(RealMembers.clusterId(), RealMembers.STRANGER, leader, 1, ++handshakes));
                assertThat(raw.head()).startsWith("HTTP/1.1 100");
                raw.chunk(ByteBuffer.allocate(11).putInt(lengths[i]).array());
                assertThat(raw.rest()).isEmpty();
            }
        allIsWell("lengths");
    }
}
