package dev.raftd.server.replica;

import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.storage.SnapshotStore;
import dev.raftd.server.storage.StorageException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Takes snapshots so that the log does not grow for ever.
///
///     enough applied ─> immutable root ── background ──> file, durable ── log writer ──> marker, log released ── loop ──> done
///
/// Two snapshots are kept, and the log from the older one on: so a damaged newest one is no loss. One that found no room is tried again by
/// time: after a second, then after two, at last once a minute. Confined to the raft loop, but for the writing of the file.
final class Compactor {
    private static final int KEPT = 2;
    private static final long RETRY_MILLIS = 1_000;
    private static final long RETRY_MILLIS_MAX = 60_000;

    private final ReplicaConfig.Limits limits;
    private final SnapshotFiles files;
    private final LogWriter writer;
    private final Executor background;
    private final Consumer<Runnable> onLoop;
    private final Consumer<Throwable> broken;
    private final Counters counters;
    private long lastIndex;
    private long bytesSince;
    private boolean running;
    /// How many snapshots are to be kept by the one that found no room, 0 if there is none such.
    private int owedKept;
    private long retryMillis = RETRY_MILLIS;
    private long millisToRetry;

    /// @param onLoop runs something on the raft loop, later
    /// @param broken told when a snapshot cannot be taken for any other reason than a full disk
    Compactor(ReplicaConfig.Limits limits, SnapshotFiles files, LogWriter writer, Executor background, Consumer<Runnable> onLoop,
            Consumer<Throwable> broken, Counters counters, long lastIndex) {
        this.limits = limits;
        this.files = files;
        this.writer = writer;
        this.background = background;
        this.onLoop = onLoop;
        this.broken = broken;
        this.counters = counters;
        this.lastIndex = lastIndex;
    }

    /// An entry was applied.
    void applied(Entry e) {
        bytesSince += e.data().length;
    }

    /// A received snapshot took the store's place.
    void jumpedTo(long index) {
        lastIndex = Math.max(lastIndex, index);
        bytesSince = 0;
        settled();
    }

    /// Takes the snapshot again for which there was no room, if it is time.
    ///
    /// @param term of the entry at the root's applied index
    void ticked(long tickMillis, KvRoot root, ConfState conf, long term) {
        millisToRetry -= tickMillis;
        if (owedKept > 0 && millisToRetry <= 0) {
            snapshot(root, conf, term, owedKept);
        }
    }

    /// Takes a snapshot if one is due; not while it waits for room.
    ///
    /// @param term   of the entry at the root's applied index
    /// @param wanted whether a member waits for one
    void maybeSnapshot(KvRoot root, ConfState conf, long term, boolean wanted) {
        boolean due = wanted || root.appliedIndex() - lastIndex >= limits.snapshotEvery() || bytesSince >= limits.snapshotLogBytes();
        if (due && owedKept == 0) {
            snapshot(root, conf, term, KEPT);
        }
    }

    /// The disk is full: takes a snapshot, for which alone the log is kept then, and nothing for members that lag.
    void makeRoom(KvRoot root, ConfState conf, long term) {
        snapshot(root, conf, term, 1);
    }

    /// Takes a snapshot now, unless one is being taken.
    ///
    /// @param noSpace called on the loop if there is no room for it
    void take(KvRoot root, ConfState conf, long term, Runnable noSpace) {
        if (!running) {
            begin(root, conf, term, KEPT, noSpace);
        }
    }

    private void snapshot(KvRoot root, ConfState conf, long term, int kept) {
        if (!running && root.appliedIndex() != lastIndex) {
            begin(root, conf, term, kept, () -> owe(kept));
        }
    }

    private void begin(KvRoot root, ConfState conf, long term, int kept, Runnable noSpace) {
        running = true;
        bytesSince = 0;
        SnapshotMetadata metadata = new SnapshotMetadata(conf, root.appliedIndex(), term);
        background.execute(() -> write(root, metadata, kept, noSpace));
    }

    private void write(KvRoot root, SnapshotMetadata metadata, int kept, Runnable noSpace) {
        try {
            files.write(root, metadata);
            long compactTo = kept == 1 ? metadata.index() : compactTo(metadata);
            writer.enqueueMark(metadata, compactTo, () -> marked(metadata, kept));
        } catch (StorageException e) {
            if (e.code() != StorageException.Code.NO_SPACE) {
                broken.accept(e);
            }
            onLoop.accept(() -> {
                running = false;
                noSpace.run();
            });
        } catch (Throwable e) {
            broken.accept(e);
        }
    }

    /// Below the older of the two snapshots that are kept, and never the entries that a slow member may need soon.
    private long compactTo(SnapshotMetadata metadata) {
        List<SnapshotStore.Info> newestFirst = files.store().list();
        long older = newestFirst.stream().mapToLong(info -> info.metadata().index()).filter(i -> i < metadata.index()).max().orElse(0);
        return Math.max(0, Math.min(older, metadata.index() - limits.compactRetain()));
    }

    private void marked(SnapshotMetadata metadata, int kept) {
        files.store().retain(kept, metadata.index());
        counters.snapshotsTaken.increment();
        onLoop.accept(() -> done(metadata.index()));
    }

    private void done(long index) {
        lastIndex = Math.max(lastIndex, index);
        running = false;
        settled();
    }

    private void owe(int kept) {
        owedKept = kept;
        millisToRetry = retryMillis;
        retryMillis = Math.min(2 * retryMillis, RETRY_MILLIS_MAX);
    }

    private void settled() {
        owedKept = 0;
        retryMillis = RETRY_MILLIS;
    }
}
