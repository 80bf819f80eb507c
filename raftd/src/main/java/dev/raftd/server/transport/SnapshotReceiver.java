package dev.raftd.server.transport;

import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.transport.BadFrameException.Cause;
import dev.raftd.server.transport.NewestStreams.Stream;
import dev.raftd.server.transport.PartialSnapshots.Partial;
import io.netty.channel.Channel;
import java.io.IOException;
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
    /// A part is kept for so many times the time that the next chunk of it may take.
    private static final int TIMEOUTS_KEPT = 10;
    private static final byte[] END = {};
    private static final byte[] ABORT = {};

    private final Incoming in;
    private final Stream stream;
    private final Channel channel;
    private final SnapshotName name;
    private final Consumer<Boolean> answer;
    private final LinkedBlockingQueue<byte[]> chunks = new LinkedBlockingQueue<>();
    /// The event loop's until it starts a thread that takes it over, which it does once: when the snapshot is opened, or given up before.
    private final @Nullable Partial begun;
    private boolean opened;
    /// Confined to the event loop.
    private long arrivedBytes;

    /// @param begun  what is there of it and was claimed, null if nothing; its size is where the sender goes on
    /// @param answer told on the event loop how it ended
    SnapshotReceiver(Incoming in, Stream stream, Channel channel, SnapshotName name, @Nullable Partial begun, Consumer<Boolean> answer) {
        this.in = in;
        this.stream = stream;
        this.channel = channel;
        this.name = name;
        this.begun = begun;
        this.answer = answer;
        arrivedBytes = begun == null ? 0 : begun.receivedBytes();
    }

    void frame(byte[] array, int offset, int length) throws BadFrameException {
        if (!opened)
            opened(PeerConnection.decode(array, offset, length));
        else
            arrived(Arrays.copyOfRange(array, offset, offset + length));
    }

    private void opened(Message m) throws BadFrameException {
        MessageCheck.snapshot(m, stream.peer(), in.peers().get());
        SnapshotMetadata metadata = Objects.requireNonNull(m.snapshot()).metadata();
        if (metadata.index() != name.index() || metadata.term() != name.term() || begun != null && !begun.metadata().equals(metadata))
            throw new BadFrameException(Cause.SHAPE, "the snapshot of index " + metadata.index() + " is not the one announced");
        opened = true;
        Thread.ofVirtual().name("snapshot-from-" + Long.toUnsignedString(stream.peer())).start(() -> run(m, metadata));
    }

    private void arrived(byte[] chunk) throws BadFrameException {
        arrivedBytes += chunk.length;
        if (arrivedBytes > name.sizeBytes())
            throw new BadFrameException(Cause.SNAPSHOT_SIZE, "a snapshot is longer than the " + name.sizeBytes() + " bytes announced");
        chunks.add(chunk);
        if (chunks.size() >= CHUNKS_MAX)
            channel.config().setAutoRead(false);
    }

    void end() throws BadFrameException {
        if (arrivedBytes != name.sizeBytes())
            throw new BadFrameException(Cause.SNAPSHOT_SIZE, "a snapshot ends at byte " + arrivedBytes + " of " + name.sizeBytes());
        chunks.add(END);
    }

    /// May be called whenever, also after the end: whoever has ended does not listen any more.
    void abort() {
        chunks.add(ABORT);
        if (!opened) {
            opened = true;
            Thread.ofVirtual().start(() -> let(begun, true));
        }
    }

    private void run(Message m, SnapshotMetadata metadata) {
        boolean taken = false;
        boolean broken = false;
        Partial partial = begun;
        try {
            if (partial == null)
                partial = new Partial(metadata, in.files().receive(metadata, name.sizeBytes()));
            broken = !write(partial);
            if (!broken) {
                partial.complete();
                taken = in.receiver().received(m);
            }
        } catch (IOException e) {
            in.metrics().notStored(stream.peer(), String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            let(partial, broken);
            in.metrics().snapshot("in", taken);
            boolean ok = taken;
            later(() -> answer.accept(ok), 0);
        }
    }

    /// Whether all of it arrived.
    private boolean write(Partial partial) throws IOException, InterruptedException {
        for (byte[] chunk = next(); chunk != END; chunk = next()) {
            if (chunk == ABORT || stream.isSuperseded())
                return false;
            partial.write(chunk);
        }
        return true;
    }

    private byte[] next() throws InterruptedException {
        if (chunks.size() < CHUNKS_MAX)
            channel.config().setAutoRead(true);
        byte[] chunk = chunks.poll(in.config().limits().snapshotTimeoutMillis(), TimeUnit.MILLISECONDS);
        return chunk == null ? ABORT : chunk;
    }

    /// Lets go of the part, for another connection to go on with if this one broke.
    private void let(@Nullable Partial partial, boolean broken) {
        if (partial == null || !broken || partial.receivedBytes() == 0) {
            if (partial != null)
                partial.close();
            in.partials().release(name);
            return;
        }
        in.partials().keep(name, partial);
        Runnable expire = () -> Thread.ofVirtual().start(() -> in.partials().expire(name, partial));
        later(expire, (long) TIMEOUTS_KEPT * in.config().limits().snapshotTimeoutMillis());
    }

    private void later(Runnable task, long millis) {
        try {
            channel.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the peer port was closed before the snapshot of peer {} was answered", Long.toUnsignedString(stream.peer()));
        }
    }
}
