package dev.raftd.server.storage;

import dev.raftd.raft.Storage;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The file-backed log of one node.
///
/// Threads: `append … compact` and `close` by one thread, the log-writer; the reading methods of [Storage] and [#stats] by any, meanwhile.
///
///     append(hs, entries) append(…) installSnapshot(m) …   remembered only
///     sync()                                               one write, one fdatasync; then all of it is readable and may be promised
public final class SegmentedLog implements Storage, AutoCloseable {
    /// What metrics show.
    ///
    /// @param syncedBytes written and synced since the start, with padding
    public record Stats(int segments, int spares, long logBytes, long cachedBytes, long syncedBytes, long syncs) {}

    /// Remembers a change for the next [#sync]. Entries that conflict with the log's end replace it from the first one on.
    ///
    /// @param hardState [HardState#EMPTY] for unchanged
    /// @param entries   contiguous; the first one's index is at most the last index + 1 and above the compacted part
    public void append(HardState hardState, List<Entry> entries) {
        throw new UnsupportedOperationException();
    }

    /// Remembers that a snapshot from the leader, already committed in the [SnapshotStore], replaces the log. The next entry is
    /// `metadata.index + 1`. The segments before are released by the [#sync] that makes it durable.
    public void installSnapshot(SnapshotMetadata metadata) {
        throw new UnsupportedOperationException();
    }

    /// Remembers that a snapshot of the node's own, already committed in the [SnapshotStore], exists: from the next [#sync] on it is
    /// [#snapshot], and the log may be compacted up to it.
    public void markSnapshot(SnapshotMetadata metadata) {
        throw new UnsupportedOperationException();
    }

    /// Makes everything remembered durable and readable. Nothing to do: returns at once.
    ///
    /// @throws StorageException NO_SPACE: nothing happened, may be called again; IO: the log is poisoned, every later call fails
    public void sync() {
        throw new UnsupportedOperationException();
    }

    /// True if something waits for [#sync].
    public boolean hasPending() {
        throw new UnsupportedOperationException();
    }

    /// To be called when nothing was written for a while: writes down that the last batch is durable, so that later damage to it is known as
    /// damage and not taken for a torn write. False if there was nothing to mark.
    public boolean writeSyncMark() {
        throw new UnsupportedOperationException();
    }

    /// Releases the segments whose entries are all at or below `index` (at most the newest snapshot's). For the fallback to the second newest
    /// snapshot to work, pass that one's index.
    public void compact(long index) {
        throw new UnsupportedOperationException();
    }

    /// True if the next roll would have to make a segment first, which takes as long as writing `segmentBytes`.
    public boolean needsSpare() {
        throw new UnsupportedOperationException();
    }

    /// Makes a spare segment ahead of need. May be called from any thread beside the log-writer's. False if the disk is full.
    public boolean prepareSpare() {
        throw new UnsupportedOperationException();
    }

    public Stats stats() {
        throw new UnsupportedOperationException();
    }

    @Override
    public InitialState initialState() {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable List<Entry> entries(long lo, long hi, long sizeBytesMax) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long term(long index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long firstIndex() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long lastIndex() {
        throw new UnsupportedOperationException();
    }

    /// The newest durable snapshot's metadata with empty data: the [SnapshotStore] has the bytes. [Snapshot#EMPTY] if there is none.
    @Override
    public Snapshot snapshot() {
        throw new UnsupportedOperationException();
    }

    /// Writes a sync mark if the log is sound and closes the files. What was not synced is gone.
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
