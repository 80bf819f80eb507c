package dev.raftd.server.check;

import dev.raftd.api.Bytes;
import dev.raftd.server.kv.Command;
import org.jspecify.annotations.Nullable;

/// What a committed entry did: the answer that whoever asked for it must get.
///
/// @param told            its index is an earlier entry's if this one repeats that under an idempotency key
record Effect(Command command, @Nullable Bytes idempotencyKey, Outcome told) {}
