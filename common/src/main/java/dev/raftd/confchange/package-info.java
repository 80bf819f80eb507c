/// Changing who votes and who learns: one voter at a time, or any number of them through a joint configuration (thesis, chapter 4).
///
///     ProgressTracker ──> Changer ── simple ───────────────────────────────> Changed ──> ProgressTracker.adopt
///                            ├────── enterJoint ──> (joint) ── leaveJoint ──>
///     ConfState ─────────> Restore (the steps that lead from nothing to it)
///
/// 1. A change that is refused changes nothing.
/// 2. What comes out keeps the invariants of [dev.raftd.tracker.TrackerConfig], and exactly its ids have a progress.
/// 3. A member that stays keeps its progress; a new one starts with `match = 0`, `next = max(last index, 1)` and counts as active.
///
/// Never: decides when a change may be proposed or applied.
///
/// Threads: confined, like the tracker it works on.
@NullMarked
package dev.raftd.confchange;

import org.jspecify.annotations.NullMarked;
