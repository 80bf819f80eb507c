/// The replicated key-value store: what each committed entry does to it, its snapshots, and the words for its commands.
///
///     Entry ── CommandCodec ──> Proposal{who asked, Command} ── KvStore.apply ──> Applied (the answer)
///                                                                  │
///                                     KvRoot (immutable) <── root()┘ ── SnapshotEncoder ──> chunks ── SnapshotDecoder ──> KvStore
///
/// 1. The same entries in the same order give the same store, byte for byte in its snapshot, on every member and in every run.
/// 2. Entries are applied once, in order, without gaps: entry `appliedIndex + 1` is the only one that fits.
/// 3. The revision grows by one with each put and with each delete of a key that was there. It stays where nothing changed: a compare that
///    failed, a delete of nothing, a repeated write, a member's announcement. It starts at 0, so the first put makes revision 1.
/// 4. A write with an idempotency key takes effect once: whoever repeats it gets the first one's answer, while the store remembers it
///    (the last [KvStore#ANSWERS_MAX] of them, forgotten in log order).
/// 5. A proposal that Raft delivers twice takes effect once, with or without an idempotency key: see [Origin].
/// 6. A member id that was removed never comes back.
///
/// Never: reads a clock, draws random numbers, does IO, iterates over a hash map.
///
/// Threads: a [KvStore] is confined to its owner, the raft loop; everything else is immutable.
@NullMarked
package dev.raftd.server.kv;

import org.jspecify.annotations.NullMarked;
