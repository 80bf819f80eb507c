package dev.raftd.server.transport;

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

    private final Outgoing out;
    private final Snapshots files;
    private final OkHttpClient client;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean closed;
    private volatile @Nullable Call call;

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
            return transfer(new Body(named, source), snapshot.metadata().index());
        } catch (IOException e) {
            LOG.warn("the snapshot for peer {} cannot be read: {}", out.name(), e.getMessage());
            return false;
        }
    }

    private boolean transfer(Body body, long index) {
        Call current = client.newCall(out.request(PeerPaths.SNAPSHOT, body));
        call = current;
        if (closed)
            return false;
        try (Response response = current.execute()) {
            if (response.isSuccessful())
                return true;
            LOG.info("the snapshot at index {} was not taken by peer {}: {}", index, out.name(), out.refusal(response));
        } catch (IOException e) {
            LOG.info("the snapshot at index {} did not reach peer {}: {}", index, out.name(), e.getMessage());
        }
        return false;
    }

    private final class Body extends RequestBody {
        private final Message message;
        private final Snapshots.Source source;

        Body(Message message, Snapshots.Source source) {
            this.message = message;
            this.source = source;
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
            writer.number(source.sizeBytes(), sink);
            ByteBuffer chunk = ByteBuffer.allocate(out.limits().snapshotChunkBytes());
            long startNanos = System.nanoTime();
            long sent = 0;
            boolean more = true;
            while (more) {
                more = source.read(chunk.clear());
                sent += chunk.flip().remaining();
                if (chunk.hasRemaining())
                    writer.chunk(chunk, sink);
                throttle(sent, startNanos);
            }
            if (sent != source.sizeBytes())
                throw new IOException("the file has " + sent + " bytes instead of " + source.sizeBytes());
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
