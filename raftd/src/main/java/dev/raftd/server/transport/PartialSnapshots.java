package dev.raftd.server.transport;

import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.replica.Transport.Snapshots.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parts of snapshots whose connections broke, so that others go on with them. Thread-safe; all of it may wait for the disk.
///
///     claim ──> nothing, or the part that is there ──> receiving ──> release: whole or useless, or kept ──> claim, or dropped in time
final class PartialSnapshots {
    private static final Logger LOG = LoggerFactory.getLogger(PartialSnapshots.class);
    /// More than one leader sends at a time only while one of them does not know that it was deposed.
    private static final int KEPT_MAX = 2;
    /// How long a connection that was just given up for a new one takes to let go of its part.
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    /// A snapshot of which some bytes were received. Confined to whoever claimed it.
    static final class Partial {
        private final SnapshotMetadata metadata;
        private final Sink sink;
        private long receivedBytes;

        Partial(SnapshotMetadata metadata, Sink sink) {
            this.metadata = metadata;
            this.sink = sink;
        }

        SnapshotMetadata metadata() {
            return metadata;
        }

        long receivedBytes() {
            return receivedBytes;
        }

        void write(byte[] chunk) throws IOException {
            sink.write(ByteBuffer.wrap(chunk));
            receivedBytes += chunk.length;
        }

        void complete() throws IOException {
            sink.complete();
        }

        void close() {
            try {
                sink.close();
            } catch (IOException e) {
                LOG.warn("the part of a snapshot cannot be dropped: {}", e.getMessage());
            }
        }
    }

    private final Set<SnapshotName> claimed = new HashSet<>();
    /// The oldest first.
    private final Map<SnapshotName, Partial> kept = new LinkedHashMap<>();
    private boolean closed;

    /// What is there of a snapshot, null if nothing. From now on it is the caller's, who is to release it.
    synchronized @Nullable Partial claim(SnapshotName name) throws InterruptedException {
        long deadline = System.nanoTime() + WAIT_NANOS;
        for (long left = WAIT_NANOS; claimed.contains(name) && left > 0; left = deadline - System.nanoTime())
            TimeUnit.NANOSECONDS.timedWait(this, left);
        claimed.add(name);
        return kept.remove(name);
    }

    /// Nothing of it is of use any more.
    synchronized void release(SnapshotName name) {
        claimed.remove(name);
        notifyAll();
    }

    /// As it was claimed.
    synchronized void giveBack(SnapshotName name, @Nullable Partial partial) {
        if (partial == null)
            release(name);
        else
            keep(name, partial);
    }

    /// Its connection broke.
    synchronized void keep(SnapshotName name, Partial partial) {
        release(name);
        Partial before = closed ? partial : kept.put(name, partial);
        if (before != null)
            before.close();
        if (kept.size() > KEPT_MAX)
            drop(kept.keySet().iterator().next());
    }

    /// Nobody has come to go on with it.
    synchronized void expire(SnapshotName name, Partial partial) {
        if (kept.get(name) == partial) {
            LOG.info("dropped {} bytes of the snapshot of index {}: nobody went on sending it", partial.receivedBytes(), name.index());
            drop(name);
        }
    }

    private void drop(SnapshotName name) {
        Partial dropped = kept.remove(name);
        if (dropped != null)
            dropped.close();
    }

    synchronized void close() {
        closed = true;
        List<SnapshotName> names = new ArrayList<>(kept.keySet());
        names.forEach(this::drop);
    }
}
