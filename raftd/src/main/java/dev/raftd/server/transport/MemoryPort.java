package dev.raftd.server.transport;

import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.server.epoch.Acquaintances;
import dev.raftd.server.epoch.Verdict;
import dev.raftd.server.replica.Transport.Receiver;
import dev.raftd.server.replica.Transport.Snapshots;
import dev.raftd.server.transport.BadFrameException.Cause;
import dev.raftd.server.transport.NewestStreams.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/// A member's peer port without sockets and threads, for simulations: the handshake, the frames, the checks and the order of streams are
/// those of [HttpTransport]; whoever calls carries the bytes. Confined to one thread.
public final class MemoryPort {
    /// What a connection says before its first frame.
    public static final class Hello {
        private final Handshake handshake;

        private Hello(Handshake handshake) {
            this.handshake = handshake;
        }

        public long from() {
            return handshake.from();
        }
    }

    /// What became of a connection.
    ///
    /// @param inbound null if it was refused
    /// @param refusal the cause's code; empty if it was taken
    public record Opening(@Nullable Inbound inbound, String refusal) {
        public boolean isUnknownMember() {
            return refusal.equals(Refusal.UNKNOWN_MEMBER.code());
        }

        public boolean isRemoved() {
            return refusal.equals(Refusal.NODE_REMOVED.code());
        }

        public boolean isDataMissing() {
            return refusal.equals(Refusal.DATA_MISSING.code());
        }

        public boolean isDataRolledBack() {
            return refusal.equals(Refusal.DATA_ROLLED_BACK.code());
        }
    }

    private final TransportConfig config;
    private final Acquaintances acquaintances;
    private final Receiver receiver;
    private final Snapshots files;
    private final ClusterView view;
    private final NewestStreams streams = new NewestStreams();
    private final NewestStreams snapshotStreams = new NewestStreams();
    private final FrameWriter writer = new FrameWriter();
    private final Buffer buffer = new Buffer();
    private Peers peers;
    private long handshakes;

    public MemoryPort(TransportConfig config, Acquaintances acquaintances, Receiver receiver, Snapshots files, ClusterView view) {
        this.config = config;
        this.acquaintances = acquaintances;
        this.receiver = receiver;
        this.files = files;
        this.view = view;
        peers = new Peers(config.id(), Map.of());
    }

    /// Who is a member now.
    public void members(Map<Long, String> urls) {
        peers = new Peers(config.id(), urls);
        streams.retain(peers::isMember);
        snapshotStreams.retain(peers::isMember);
    }

    // Sending.

    public Hello hello(long peer) {
        return new Hello(new Handshake(Handshake.VERSION, config.clusterId(), config.id(), peer, acquaintances.self(), ++handshakes,
                acquaintances.of(peer)));
    }

    /// A message's frame.
    public byte[] frame(Message m) {
        return frame(() -> writer.message(m, buffer));
    }

    /// The frame before a snapshot's first chunk.
    public byte[] snapshotFrame(Message m) {
        Snapshot snapshot = Objects.requireNonNull(m.snapshot(), "a MsgSnap has a snapshot");
        return frame(m.toBuilder().snapshot(new Snapshot(new byte[0], snapshot.metadata())).build());
    }

    public byte[] chunkFrame(ByteBuffer chunk) {
        return frame(() -> writer.chunk(chunk, buffer));
    }

    private interface Writing {
        void run() throws IOException;
    }

    private byte[] frame(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory takes all", e);
        }
        return buffer.readByteArray();
    }

    // Receiving.

    /// A connection arrives. May wait for the disk.
    ///
    /// @param snapshotBytes of the snapshot that it brings, -1 for a stream of messages
    /// @param hangUp        called when a newer connection takes its place, or its member is none any more
    public Opening open(Hello hello, long snapshotBytes, Runnable hangUp) {
        Handshake h = hello.handshake;
        Refusal refusal = h.refusal(config, peers, view);
        if (refusal == null) {
            refusal = refusal(acquaintances.meet(h.from(), h.lineage(), h.known(), view::isRemoved));
        }
        Stream stream = refusal == null ? (snapshotBytes >= 0 ? snapshotStreams : streams).open(h, hangUp) : null;
        if (stream == null) {
            return new Opening(null, (refusal == null ? Refusal.REPLAYED : refusal).code());
        }
        return new Opening(new Inbound(stream, snapshotBytes), "");
    }

    private static @Nullable Refusal refusal(Verdict verdict) {
        return switch (verdict) {
            case WELCOME -> null;
            case SENDER_DATA_MISSING -> Refusal.DATA_MISSING;
            case SENDER_DATA_ROLLED_BACK -> Refusal.DATA_ROLLED_BACK;
            case OWN_DATA_MISSING, OWN_DATA_ROLLED_BACK -> Refusal.RECEIVER_LOST_DATA;
            case TOO_MANY -> Refusal.UNAVAILABLE;
        };
    }

    /// A connection that was taken.
    public final class Inbound {
        private final Stream stream;
        private final FrameReader frames = new FrameReader(config.limits().frameBytesMax());
        private final long sizeBytes;
        private @Nullable Message announced;
        private Snapshots.@Nullable Sink sink;
        private long arrivedBytes;

        private Inbound(Stream stream, long sizeBytes) {
            this.stream = stream;
            this.sizeBytes = sizeBytes;
        }

        public long peer() {
            return stream.peer();
        }

        /// Bytes arrive.
        ///
        /// @return why the connection is to be closed; null if it is not
        public @Nullable String feed(byte[] bytes) {
            if (stream.isSuperseded()) {
                return "superseded";
            }
            ByteBuf in = Unpooled.wrappedBuffer(bytes);
            try {
                frames.feed(in, this::frame);
                return null;
            } catch (BadFrameException e) {
                abort();
                return String.valueOf(e.getMessage());
            } catch (UncheckedIOException e) {
                abort();
                return "the snapshot cannot be stored: " + e.getMessage();
            }
        }

        private void frame(byte[] array, int offset, int length) throws BadFrameException {
            if (stream.isSuperseded()) {
                return;
            }
            if (sizeBytes >= 0) {
                snapshotFrame(array, offset, length);
                return;
            }
            Message m = PeerConnection.decode(array, offset, length);
            MessageCheck.stream(m, stream.peer(), peers);
            receiver.received(m);
        }

        private void snapshotFrame(byte[] array, int offset, int length) throws BadFrameException {
            if (announced == null) {
                Message m = PeerConnection.decode(array, offset, length);
                MessageCheck.snapshot(m, stream.peer(), peers);
                announced = m;
                begin(m);
            } else {
                arrivedBytes += length;
                if (arrivedBytes > sizeBytes) {
                    throw new BadFrameException(Cause.SNAPSHOT_SIZE, "a snapshot is longer than the " + sizeBytes + " bytes it announced");
                }
                write(ByteBuffer.wrap(array, offset, length));
            }
        }

        private void begin(Message m) {
            try {
                sink = files.receive(Objects.requireNonNull(m.snapshot()).metadata(), sizeBytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void write(ByteBuffer chunk) {
            try {
                Objects.requireNonNull(sink).write(chunk);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// The sender has said all of its snapshot.
        ///
        /// @return whether it was taken
        public boolean finish() {
            Snapshots.Sink to = sink;
            Message m = announced;
            if (to == null || m == null || arrivedBytes != sizeBytes || stream.isSuperseded()) {
                abort();
                return false;
            }
            sink = null;
            try (to) {
                to.complete();
            } catch (IOException e) {
                return false;
            }
            return receiver.received(m);
        }

        /// The connection is over.
        public void abort() {
            Snapshots.Sink to = sink;
            sink = null;
            if (to != null) {
                try {
                    to.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
