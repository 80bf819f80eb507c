/// What every part of the project may use: the check of invariants.
///
///     Invariant.check ── does not hold ──> InvariantError ──> the node halts
///
/// 1. A check has no effect but its error.
///
/// Never: anything that knows Raft.
///
/// Threads: stateless.
@NullMarked
package dev.raftd;

import org.jspecify.annotations.NullMarked;
