package dev.raftd.server.replica;

import dev.raftd.api.Bytes;

/// Which entry is meant.
public sealed interface EntryChoice {
    record At(long index) implements EntryChoice {}

    /// The newest one that wrote a key.
    record OfKey(Bytes key) implements EntryChoice {}

    /// The newest command that was applied.
    record Last() implements EntryChoice {}
}
