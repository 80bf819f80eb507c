package dev.raftd.server.transport;

import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.server.replica.Transport.Snapshots;
import dev.raftd.server.transport.BadFrameException.Cause;
import dev.raftd.server.transport.NewestStreams.Stream;
import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One snapshot on its way in: the event loop cuts and checks it, a virtual thread writes it to its file.
///
/// The event loop stops reading the connection while [#CHUNKS_MAX] chunks wait, so that a slow disk slows the sender, not the others.
final class SnapshotReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotReceiver.class);
    private static final int CHUNKS_MAX = 2;
    private static final byte[] END = {};
    private static final byte[] ABORT = {};

    private final Incoming in;
    private final Stream stream;
    private final Channel channel;
    private final Consumer<Boolean> answer;
    private final LinkedBlockingQueue<byte[]> chunks = new LinkedBlockingQueue<>();
    /// Confined to the event loop.
    private @Nullable Message message;
    private long sizeBytes = -1;
    private long arrivedBytes;

    /// @param answer told on the event loop how it ended
    SnapshotReceiver(Incoming in, Stream stream, Channel channel, Consumer<Boolean> answer) {
        this.in = in;
        this.stream = stream;
        this.channel = channel;
        this.answer = answer;
    }

    void frame(byte[] array, int offset, int length) throws BadFrameException {
        if (message == null)
            opened(PeerConnection.decode(array, offset, length));
        else if (sizeBytes < 0)
            sized(array, offset, length);
        else
            arrived(Arrays.copyOfRange(array, offset, offset + length));
    }

    private void opened(Message m) throws BadFrameException {
        MessageCheck.snapshot(m, stream.peer(), in.peers().get());
        message = m;
    }

    private void sized(byte[] array, int offset, int length) throws BadFrameException {
        long size = length == Long.BYTES ? ByteBuffer.wrap(array, offset, length).getLong() : -1;
        if (size < 0 || size > in.config().limits().snapshotBytesMax())
            throw new BadFrameException(Cause.SNAPSHOT_SIZE, "a snapshot of " + Long.toUnsignedString(size) + " bytes");
        sizeBytes = size;
        Message named = Objects.requireNonNull(message);
        Thread.ofVirtual().name("snapshot-from-" + Long.toUnsignedString(stream.peer())).start(() -> run(named, size));
    }

    private void arrived(byte[] chunk) throws BadFrameException {
        arrivedBytes += chunk.length;
        if (arrivedBytes > sizeBytes)
            throw new BadFrameException(Cause.SNAPSHOT_SIZE, "a snapshot is longer than the " + sizeBytes + " bytes it announced");
        chunks.add(chunk);
        if (chunks.size() >= CHUNKS_MAX)
            channel.config().setAutoRead(false);
    }

    void end() throws BadFrameException {
        if (arrivedBytes != sizeBytes)
            throw new BadFrameException(Cause.SNAPSHOT_SIZE, "a snapshot ends at byte " + arrivedBytes + " of " + sizeBytes);
        chunks.add(END);
    }

    /// May be called whenever, also after the end: whoever has ended does not listen any more.
    void abort() {
        chunks.add(ABORT);
    }

    private void run(Message m, long size) {
        boolean ok = false;
        try {
            ok = store(m, size) && in.receiver().received(m);
        } catch (IOException e) {
            LOG.warn("the snapshot of peer {} cannot be stored: {}", Long.toUnsignedString(stream.peer()), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            boolean taken = ok;
            in.metrics().snapshot("in", taken);
            answerLater(taken);
        }
    }

    private void answerLater(boolean taken) {
        try {
            channel.eventLoop().execute(() -> answer.accept(taken));
        } catch (RejectedExecutionException e) {
            LOG.debug("the peer port was closed before the snapshot of peer {} was answered", Long.toUnsignedString(stream.peer()));
        }
    }

    /// Whether it arrived as a whole and is durable.
    private boolean store(Message m, long size) throws IOException, InterruptedException {
        Snapshot snapshot = Objects.requireNonNull(m.snapshot());
        try (Snapshots.Sink sink = in.files().receive(snapshot.metadata(), size)) {
            for (byte[] chunk = next(); chunk != END; chunk = next()) {
                if (chunk == ABORT || stream.isSuperseded())
                    return false;
                sink.write(ByteBuffer.wrap(chunk));
            }
            sink.complete();
            return true;
        }
    }

    private byte[] next() throws InterruptedException {
        if (chunks.size() < CHUNKS_MAX)
            channel.config().setAutoRead(true);
        byte[] chunk = chunks.poll(in.config().limits().snapshotTimeoutMillis(), TimeUnit.MILLISECONDS);
        return chunk == null ? ABORT : chunk;
    }
}
