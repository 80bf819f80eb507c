package dev.raftd.raft;

import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The stable part of the log, as the core reads it: entries `firstIndex..lastIndex`, and the snapshot that precedes them.
///
///     snapshot (index s) | firstIndex ........ lastIndex | unstable (the core's own)
///
/// Writing is not part of it: whoever handles a [Ready] writes. What the core was told is stable must be readable at once. The core
/// asks from one thread; with asynchronous storage writes an implementation is written to by another meanwhile. An IO error while
/// reading is fatal for the node: implementations halt it, they never answer with less.
public interface Storage {
    /// [#term] of an index that was compacted away.
    long COMPACTED = -1;
    /// [#term] of an index that is not there yet.
    long UNAVAILABLE = -2;

    /// What a node starts from.
    record InitialState(HardState hardState, ConfState confState) {}

    /// The stored state and configuration; both empty at the first start.
    InitialState initialState();

    /// The entries `lo <= index < hi`, cut after the last one that fits `sizeBytesMax` (encoded size), yet at least one.
    /// Null if `lo` was compacted. Asking beyond `lastIndex + 1` is a broken invariant.
    @Nullable
    List<Entry> entries(long lo, long hi, long sizeBytesMax);

    /// The term of an entry; also known for `firstIndex - 1`. [#COMPACTED] below, [#UNAVAILABLE] beyond `lastIndex`.
    long term(long index);

    /// The first index that [#entries] can give; `lastIndex + 1` if there is none.
    long firstIndex();

    /// The last stable index; `firstIndex - 1` if there is none.
    long lastIndex();

    /// The newest snapshot, or null if it is not ready to be sent right now: the core asks again later.
    @Nullable
    Snapshot snapshot();
}
