/// One member at work: feeds the node's Readys to the log, the peers and the store, and answers the requests that wait for them.
///
///     http ──> Replica ──> Node(mailbox) ──> RawNode ──> Ready
///                 │                                        │
///                 │    Transport <── messages ─────────────┤
///                 │    log writer <── MsgStorageAppend ────┤   (own thread: append, one fsync a batch, then the responses)
///                 └──  KvStore   <── MsgStorageApply ──────┘   (on the loop)
///
/// 1. Nothing that promises leaves before what it promises is durable: responses of a MsgStorageAppend are sent after its fsync.
/// 2. Every request is answered exactly once, with what is known of its outcome.
/// 3. Entries are applied once, in order, without gaps; the applied index of the published root only grows.
///
/// Never: parses HTTP, opens files by itself.
///
/// Threads: the `raft-loop` owns the RawNode, the store and the waiting requests; the `log-writer` owns writing to the log.
@NullMarked
package dev.raftd.server.replica;

import org.jspecify.annotations.NullMarked;
