/// One entry's way through the cluster, put together from what its members recorded.
///
///     JourneyPart (a member, by its own clock) ─┐
///     JourneyPart ──────────────────────────────┼──> Merge ──> Journey (all members, by the leader's clock; critical path; quorum)
///     who did not answer ───────────────────────┘
///
/// 1. How far two clocks are apart is bounded by messages both ways, never guessed: every message that is known arrived after it was sent.
/// 2. No effect is drawn before its cause. Where that takes moving a stage, a note says by how much.
/// 3. A member whose record is not there leaves a gap and a reason, not an error.
///
/// Never: reads a clock, asks anybody.
///
/// Threads: functions without state.
@NullMarked
package dev.raftd.journey;

import org.jspecify.annotations.NullMarked;
