/// The flight recorder: what a node was last asked to do.
///
///     Node ──> ReadyHandler ── add(Ready) ──> ReadyRing ── last(n), follow() ──> ReadyTrace (text)
///
/// 1. What is kept is bounded in number and in bytes; the oldest goes first.
/// 2. Text is made when somebody looks, not when something is recorded.
///
/// Never: touches the node, reads a clock.
///
/// Threads: see [ReadyRing].
@NullMarked
package dev.raftd.trace;

import org.jspecify.annotations.NullMarked;
