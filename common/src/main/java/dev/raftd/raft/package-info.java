/// The state machine: what one node of the group does with each message, tick and proposal, and what it wants done in return.
///
///     tick, propose, step(Message) ─> RawNode ─> Raft ─> Role (Follower | Candidate | Leader)
///                                        │         └─> RaftLog = Storage (stable) + Unstable
///     Ready{state, entries, messages} <──┘
///
/// 1. A run is a function of its inputs: no clock, thread, IO or randomness of its own (election timeouts come from [Config]).
/// 2. `snapshot <= applied <= applying <= committed <= last`, and `first - 1 <= unstable.offset - 1 <= last`.
/// 3. Term and commit index never go back; one vote a term.
/// 4. A message that promises something is in [Ready] only with, or after, the state it promises.
///
/// Never: blocks, logs by a library, iterates over a hash map, throws for an expected outcome.
///
/// Threads: a [RawNode] and all it owns are confined to whoever drives it, one thread at a time.
@NullMarked
package dev.raftd.raft;

import org.jspecify.annotations.NullMarked;
