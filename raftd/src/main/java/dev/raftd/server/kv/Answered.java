package dev.raftd.server.kv;

import dev.raftd.api.Bytes;

/// The remembered answer of a write with an idempotency key.
///
/// @param fingerprint of the command, so that another write under the same key is told, not answered
/// @param index       the entry's place in the log
record Answered(Bytes key, int fingerprint, long index, long term, WriteResult result) {}
