/// The loop around a RawNode: everybody's inputs in through one mailbox, one Ready after the other out.
///
///     any thread ── offer(Event), bounded ────┐
///     storage ───── post(Event), never refused ┴─> Mailbox ──> Node.runOnce(now) ──> RawNode ──> Ready ──> ReadyHandler
///                                                                  └── ticks due by `now`                       │
///                                                   steps what was done at once <── responses ──────────────────┘
///
/// 1. A turn steps what was queued, then ticks, then hands out Readys: after a pause the news comes before the clock.
/// 2. The proposals of a turn become one MsgProp (as far as its limits allow), in the order in which they were offered.
/// 3. What was offered with success is stepped exactly once, and whoever proposed is told once what became of it.
/// 4. A turn is finite: what was queued when it began, a few ticks, a few Readys.
///
/// Never: starts a thread, reads a clock, does IO, waits.
///
/// Threads: [Node#offer], [Node#post] from any; all else is confined to the one that calls [Node#runOnce]. What events and handlers
/// carry is called on that one and must not block it.
@NullMarked
package dev.raftd.node;

import org.jspecify.annotations.NullMarked;
