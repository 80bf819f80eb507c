package dev.raftd.server.kv;

import dev.raftd.api.Bytes;
import org.jspecify.annotations.Nullable;

/// A command with its envelope: the data of a normal entry.
///
/// @param idempotencyKey null if the write may be repeated without being recognised; never empty
public record Proposal(Origin origin, @Nullable Bytes idempotencyKey, Command command) {
    public Proposal {
        if (idempotencyKey != null && idempotencyKey.isEmpty()) {
            throw new IllegalArgumentException("an idempotency key has at least one byte");
        }
    }
}
