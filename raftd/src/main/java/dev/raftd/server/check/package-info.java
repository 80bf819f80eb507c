/// Judges what clients were told: is there one order of their operations, in keeping with real time, that explains every answer?
///
///     Recorder ──> History{Operation*} ──┬── IndexCheck       sorts by the index that each answer names, replays, compares    O(n log n)
///                                        └── Linearizability  searches for an order, key by key, and trusts no index          exponential
///
/// 1. An operation of unknown outcome, or still under way at the end, may take effect at any later time or never; its process does nothing
///    after it.
/// 2. What is refused for certain ([Outcome.NotApplied]) has no effect, ever: an effect of it is a violation.
/// 3. A write that is repeated under its idempotency key is one operation, from its first call to its last answer.
/// 4. Values are unique among the puts of a key, so a read names the write that it saw.
/// 5. All stamps are of one monotonic clock. Operations with equal stamps overlap.
/// 6. Both checks are sound: a history that a correct store can produce is never called illegal. The search may give up
///    ([Verdict.Undecided]), which is no pass.
///
/// Never: reads a clock, does IO, draws random numbers, uses the store's own code to decide what is right.
///
/// Threads: a [Recorder] is confined; everything else is immutable or lives in one call.
@NullMarked
package dev.raftd.server.check;

import org.jspecify.annotations.NullMarked;
