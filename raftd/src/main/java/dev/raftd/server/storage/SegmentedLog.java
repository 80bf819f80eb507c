package dev.raftd.server.storage;

import dev.raftd.InvariantError;
import dev.raftd.raft.Storage;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.storage.StorageException.Code;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file-backed log of one node.
///
/// Threads: `append … compact` and `close` by one thread, the log-writer; the reading methods of [Storage] and [#stats] by any, meanwhile.
///
///     append(hs, entries) append(…) installSnapshot(m) …   remembered only
///     sync()                                               one write, one fdatasync; then all of it is readable and may be promised
public final class SegmentedLog implements Storage, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentedLog.class);
    private static final byte[] NO_DATA = {};

    /// What metrics show.
    ///
    /// @param syncedBytes  written and synced since the start, with padding
    /// @param reserveBytes kept for a full disk; 0 while they are in use
    public record Stats(int segments, int spares, long logBytes, long cachedBytes, long syncedBytes, long syncs, long reserveBytes) {}

    private final StableLog stable;
    private final LogReads reads;
    private final SegmentFiles files;
    private final LogTail tail;
    private final PendingBatch pending;
    private volatile @Nullable String failure;

    /// @param stable what recovery found; its newest segment is the one that `tail` writes to
    SegmentedLog(StableLog stable, SegmentFiles files, LogTail tail) {
        this.stable = stable;
        this.reads = new LogReads(stable);
        this.files = files;
        this.tail = tail;
        this.pending = new PendingBatch(stable);
    }

    /// Remembers a change for the next [#sync]. Entries that conflict with the log's end replace it from the first one on.
    ///
    /// @param hardState [HardState#EMPTY] for unchanged
    /// @param entries   contiguous; the first one's index is at most the last index + 1 and above the compacted part
    public void append(HardState hardState, List<Entry> entries) {
        requireSound();
        pending.append(hardState, entries);
    }

    /// Remembers that a snapshot from the leader, already committed in the [SnapshotStore], replaces the log. The next entry is
    /// `metadata.index + 1`. Comes before the [#append] of the hard state that commits it. The segments before are released by the [#sync] that makes it durable.
    public void installSnapshot(SnapshotMetadata metadata) {
        requireSound();
        pending.installSnapshot(metadata);
    }

    /// Remembers that a snapshot of the node's own, already committed in the [SnapshotStore], exists: from the next [#sync] on it is
    /// [#snapshot], and the log may be compacted up to it. Older than the newest one: ignored.
    public void markSnapshot(SnapshotMetadata metadata) {
        requireSound();
        pending.markSnapshot(metadata);
    }

    /// Makes everything remembered durable and readable. Nothing to do: returns at once.
    ///
    /// @throws StorageException NO_SPACE: nothing happened, may be called again; IO: the log is poisoned, every later call fails
    public void sync() {
        requireSound();
        if (pending.isEmpty()) {
            return;
        }
        boolean installs = pending.installsSnapshot();
        writing("cannot write the log", () -> publish(pending, tail.write(pending)));
        pending.clear();
        if (installs) {
            compact(stable.base());
        }
    }

    /// Makes a vote, and the record of a snapshot of the node's own, durable before what waits for [#sync]. For a full disk, where entries
    /// wait, and these need not: they get the room of the [Reserve]. What is there already is not written again.
    ///
    /// @param mark [SnapshotMetadata#EMPTY] for none; of an index that is durable
    /// @throws StorageException as [#sync]
    public void syncAhead(long term, long vote, SnapshotMetadata mark) {
        requireSound();
        HardState durable = stable.hardState();
        HardState ballot = new HardState(term, vote, durable.commit());
        PendingBatch first = new PendingBatch(stable);
        first.append(ballot, List.of());
        first.markSnapshot(mark);
        if (!first.isEmpty()) {
            writing("cannot write the log", () -> publish(first, tail.writeAhead(first)));
        }
        pending.overtakenBy(stable.hardState(), mark.index());
    }

    private void publish(PendingBatch batch, LogTail.Written written) {
        if (written.isNew()) {
            stable.roll(written.segment());
        }
        try {
            stable.apply(batch.records(), written.offsets());
        } catch (BadBytesException e) {
            throw new InvariantError("what was written does not follow from the log: " + e.getMessage());
        }
    }

    /// True if something waits for [#sync].
    public boolean hasPending() {
        return !pending.isEmpty();
    }

    /// To be called when nothing was written for a while: writes down that the last batch is durable, so that later damage to it is known as
    /// damage and not taken for a torn write. False if there was nothing to mark.
    public boolean writeSyncMark() {
        requireSound();
        if (!pending.isEmpty() || tail.isMarked()) {
            return false;
        }
        writing("cannot write the log", this::writeMark);
        return true;
    }

    /// It can be done without.
    private void writeMark() throws IOException {
        try {
            tail.writeMark(stable.last());
        } catch (LogTail.NoRoomException e) {
            LOG.debug("no room to write that the last batch is durable: {}", e.getMessage());
        }
    }

    /// Releases the segments whose entries are all at or below `index` (at most the newest snapshot's). For the fallback to the second newest
    /// snapshot to work, pass that one's index.
    public void compact(long index) {
        requireSound();
        List<Segment> released = stable.release(Math.min(index, stable.snapshot().index()));
        if (released.isEmpty()) {
            return;
        }
        writing("cannot release segments", () -> files.release(released, stable::markReleased));
        LOG.info("released {} segments, the log starts at index {}", released.size(), firstIndex());
    }

    /// True if the next roll would have to make a segment first, which takes as long as writing `segmentBytes`.
    public boolean needsSpare() {
        return files.spareCount() == 0 && files.sparesMax() > 0;
    }

    /// Makes a spare segment ahead of need. May be called from any thread beside the log-writer's. False if the disk is full.
    public boolean prepareSpare() {
        requireSound();
        try {
            files.makeSpare();
            return true;
        } catch (IOException e) {
            if (DiskException.isNoSpace(e)) {
                return false;
            }
            throw poisoned("cannot make a spare segment", e);
        }
    }

    /// True if the [Reserve] is missing and there is room for it, beside what the log needs to go on.
    public boolean needsReserve() {
        return files.reserve().isDue(files.roomToGoOn());
    }

    /// Makes the reserve. May be called from any thread beside the log-writer's. False if the disk is full.
    public boolean prepareReserve() {
        requireSound();
        try {
            return files.reserve().take();
        } catch (IOException e) {
            throw poisoned("cannot set a reserve aside", e);
        }
    }

    /// How much more can be written to the file system, 0 if that is not known. Asks the system.
    public long freeBytes() {
        return files.disk().freeBytes();
    }

    public Stats stats() {
        List<Segment> segments = stable.segments();
        long bytes = segments.stream().mapToLong(s -> s.header().sizeBytes()).sum();
        return new Stats(segments.size(), files.spareCount(), bytes, stable.cachedBytes(), tail.syncedBytes(), tail.syncs(),
                files.reserve().heldBytes());
    }

    private interface Write {
        void run() throws IOException;
    }

    private void writing(String what, Write write) {
        try {
            write.run();
        } catch (LogTail.NoRoomException e) {
            files.reserve().release();
            throw StorageException.of(e.reason(), "no room for a new segment");
        } catch (IOException e) {
            throw poisoned(what, e);
        }
    }

    private StorageException poisoned(String what, IOException e) {
        failure = what + ": " + e.getMessage();
        LOG.error("{}; nothing more is written until the next start", failure);
        return new StorageException(Code.IO, failure, "Look at the disk and the kernel's log, then start again.", null, e);
    }

    private void requireSound() {
        String reason = failure;
        if (reason != null) {
            throw new StorageException(Code.IO, "the log failed before: " + reason, "Start again.");
        }
    }

    /// True once the files are closed, or nothing more may be written to them.
    boolean isClosed() {
        return failure != null;
    }

    @Override
    public InitialState initialState() {
        return new InitialState(stable.hardState(), stable.snapshot().confState());
    }

    @Override
    public @Nullable List<Entry> entries(long lo, long hi, long sizeBytesMax) {
        return reads.entries(lo, hi, sizeBytesMax);
    }

    @Override
    public long term(long index) {
        return stable.term(index);
    }

    @Override
    public long firstIndex() {
        return stable.base() + 1;
    }

    @Override
    public long lastIndex() {
        return stable.last();
    }

    /// The newest durable snapshot's metadata with empty data: the [SnapshotStore] has the bytes. [Snapshot#EMPTY] if there is none.
    @Override
    public Snapshot snapshot() {
        return new Snapshot(NO_DATA, stable.snapshot());
    }

    /// Writes a sync mark if the log is sound and closes the files. What was not synced is gone.
    @Override
    public void close() {
        if (failure == null) {
            pending.clear();
            writeSyncMark();
        }
        failure = "closed";
        stable.segments().forEach(LogReads::close);
    }
}
