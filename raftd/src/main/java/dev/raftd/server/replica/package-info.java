/// One member at work: feeds the node's Readys to the log, the peers and the store, and answers the requests that wait for them.
///
///     http ──> Replica ──> Node(mailbox) ──> RawNode ──> Ready ──> ReadyWork
///                 ^                                                    │
///     Proposals, Reads, Changes, Transfers (what waits)                │
///                 │    Transport <── messages ─────────────────────────┤
///                 │    LogWriter <── MsgStorageAppend ─────────────────┤   (own thread: append, one sync a batch, then the responses)
///                 └──  KvStore   <── MsgStorageApply ──────────────────┘   (on the loop)
///
/// 1. Nothing that promises leaves before what it promises is durable: responses of a MsgStorageAppend are sent after its sync.
/// 2. Every request is answered exactly once, with what is known of its outcome.
/// 3. Entries are applied once, in order, without gaps; the applied index of the published root only grows.
/// 4. Who was answered finds what was answered: the root is published before.
/// 5. The store never lags what the core was told is applied or installed.
/// 6. A change of the membership is judged twice where it takes time, and the second time by what is true when it is proposed. What a change
///    begins and later ones have to finish is replicated with it: any leader goes on with it.
/// 7. A removed member takes part in Raft until the others can do without it, and serves nobody.
/// 8. All that waits is bounded, in number or by the core's limits, and in time.
///
/// Never: parses HTTP, opens files by itself, decides anything by the wall clock.
///
/// Threads: the `raft-loop` owns the RawNode, the store and the waiting requests; the `log-writer` owns writing to the log; what takes long
/// (snapshots, preparing segments, reading old entries) is given to a background executor. See [ReplicaThreads].
@NullMarked
package dev.raftd.server.replica;

import org.jspecify.annotations.NullMarked;
