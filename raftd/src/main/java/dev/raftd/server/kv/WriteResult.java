package dev.raftd.server.kv;

/// What a write came to.
public sealed interface WriteResult {
    /// The store's revision after it.
    long revision();

    /// It took effect. A delete of a key that was not there did so without a change.
    ///
    /// @param existed whether the key was there before
    record Written(long revision, boolean existed) implements WriteResult {}

    /// The key was not in the state the write asked for, and nothing changed.
    ///
    /// @param modRevision the key's modification revision, 0 if it does not exist
    record CompareFailed(long revision, long modRevision) implements WriteResult {}

    /// The idempotency key was used before, for another write; nothing changed.
    record KeyReused(long revision) implements WriteResult {}
}
