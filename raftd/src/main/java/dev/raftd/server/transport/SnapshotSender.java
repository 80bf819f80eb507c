package dev.raftd.server.transport;

import dev.raftd.server.transport.TransportConfig.Limits;
import dev.raftd.api.Evidence;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.server.replica.Transport.Snapshots;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends snapshots to one peer, one at a time, each on a virtual thread and a connection of its own. Holds one chunk in memory.
final class SnapshotSender {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSender.class);
    /// Requests for one snapshot: an answer where to go on takes one, too.
    private static final int ATTEMPTS_MAX = 10;

    private final Outgoing out;
    private final Snapshots files;
    private final OkHttpClient client;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean closed;
    private volatile @Nullable Call call;
    private volatile @Nullable Sending sending;

    SnapshotSender(Outgoing out) {
        this.out = out;
        files = out.snapshots();
        this.client = new PeerClient(out.limits()).http().newBuilder()
                .readTimeout(out.limits().snapshotTimeoutMillis(), TimeUnit.MILLISECONDS).build();
    }

    void send(Message m) {
        if (closed || !busy.compareAndSet(false, true)) {
            out.receiver().snapshotSent(out.peer(), false);
            return;
        }
        Thread.ofVirtual().name("peer-" + out.name() + "-snapshot").start(() -> run(m));
    }

    /// What is on its way.
    private record Sending(SnapshotName name, Body body, long sinceNanos) {}

    /// Null if none is on its way. Any thread.
    Evidence.@Nullable SnapshotProgress progress() {
        Sending now = sending;
        return now == null
                ? null
                : new Evidence.SnapshotProgress(now.name.index(), now.body.offset + now.body.sent, now.name.sizeBytes(),
                        Link.millisSince(now.sinceNanos));
    }

    void close() {
        closed = true;
        Call current = call;
        if (current != null)
            current.cancel();
    }

    private void run(Message m) {
        boolean ok = false;
        try {
            ok = transfer(m);
        } finally {
            sending = null;
            busy.set(false);
            out.metrics().snapshot("out", ok);
            out.receiver().snapshotSent(out.peer(), ok);
        }
    }

    private boolean transfer(Message m) {
        Snapshot snapshot = Objects.requireNonNull(m.snapshot(), "a MsgSnap has a snapshot");
        try (Snapshots.Source source = files.openToSend(snapshot.metadata())) {
            if (source == null)
                return false;
            Message named = m.toBuilder().snapshot(new Snapshot(new byte[0], snapshot.metadata())).build();
            return transfer(named, source,
                    new SnapshotName(snapshot.metadata().index(), snapshot.metadata().term(), source.sizeBytes(), source.checksum()));
        } catch (IOException e) {
            LOG.warn("the snapshot for peer {} cannot be read: {}", out.name(), e.getMessage());
            return false;
        }
    }

    /// Goes on where the receiver says, and again after a broken connection as long as each brings the file on.
    private boolean transfer(Message m, Snapshots.Source source, SnapshotName name) {
        long offset = 0;
        long startNanos = System.nanoTime();
        for (int i = 0; i < ATTEMPTS_MAX && !closed; i++) {
            Body body = new Body(m, source, offset);
            sending = new Sending(name, body, startNanos);
            switch (attempt(body, name)) {
                case Taken taken -> {
                    return true;
                }
                case StartAt at -> offset = at.offset();
                case Broken broken -> {
                    LOG.info("the snapshot of index {} did not reach peer {}: {}", name.index(), out.name(), broken.why());
                    if (body.sent == 0)
                        return false;
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(out.limits().backoffMillisMax()));
                }
                case Refused refused -> {
                    LOG.info("the snapshot of index {} was not taken by peer {}: {}", name.index(), out.name(), refused.why());
                    return false;
                }
            }
        }
        return false;
    }

    /// How one request ended.
    private sealed interface Outcome {}

    private record Taken() implements Outcome {}

    /// The receiver has that many bytes already, or only that many.
    private record StartAt(long offset) implements Outcome {}

    private record Broken(String why) implements Outcome {}

    private record Refused(String why) implements Outcome {}

    private Outcome attempt(Body body, SnapshotName name) {
        Call current = client.newCall(out.request(PeerPaths.SNAPSHOT, body).newBuilder()
                .header(PeerPaths.SNAPSHOT_NAME, name.toString())
                .header(PeerPaths.OFFSET, Long.toString(body.offset))
                .build());
        call = current;
        if (closed)
            return new Refused("closed");
        try (Response response = current.execute()) {
            if (response.isSuccessful())
                return new Taken();
            String offset = response.header(PeerPaths.OFFSET, "");
            boolean elsewhere = offset != null && offset.matches("\\d{1,18}") && Long.parseLong(offset) <= name.sizeBytes();
            return elsewhere ? new StartAt(Long.parseLong(offset)) : new Refused(out.refusal(response));
        } catch (IOException e) {
            return new Broken(String.valueOf(e.getMessage()));
        }
    }

    private final class Body extends RequestBody {
        private final Message message;
        private final Snapshots.Source source;
        private final long offset;
        /// Read by the thread that made the call, once it is over.
        private volatile long sent;

        Body(Message message, Snapshots.Source source, long offset) {
            this.message = message;
            this.source = source;
            this.offset = offset;
        }

        @Override
        public @Nullable MediaType contentType() {
            return null;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            FrameWriter writer = new FrameWriter();
            writer.message(message, sink);
            ByteBuffer chunk = ByteBuffer.allocate(chunkBytes());
            long startNanos = System.nanoTime();
            boolean more = true;
            while (more) {
                more = source.read(chunk.clear(), offset + sent);
                int bytes = chunk.flip().remaining();
                if (bytes > 0)
                    writer.chunk(chunk, sink);
                sent = sent + bytes;
                throttle(sent, startNanos);
            }
            if (offset + sent != source.sizeBytes())
                throw new IOException("the file has " + (offset + sent) + " bytes instead of " + source.sizeBytes());
        }

        /// Small enough for several a second, however low the rate: the receiver does not wait for ever for the next one.
        private int chunkBytes() {
            Limits limits = out.limits();
            return Math.clamp(limits.snapshotBytesPerSecond() / 4, 1, limits.snapshotChunkBytes());
        }

        /// Waits until that many bytes may have been sent.
        private void throttle(long sent, long startNanos) {
            double dueNanos = (double) sent / out.limits().snapshotBytesPerSecond() * TimeUnit.SECONDS.toNanos(1);
            long waitNanos = (long) dueNanos - (System.nanoTime() - startNanos);
            if (waitNanos > 0)
                LockSupport.parkNanos(waitNanos);
        }
    }
}
