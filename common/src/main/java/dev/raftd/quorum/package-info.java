/// What a quorum of a set of voters has decided: the arithmetic of majorities, and of two majorities at once (thesis, section 4.3).
///
///     (id → acknowledged index) ──> MajorityConfig ──┐
///                                   MajorityConfig ──┴─> JointConfig ──> committed index
///     (id → vote) ─────────────────────────────────────────────────────> VoteResult
///
/// 1. Ids are distinct and ascend as unsigned numbers; whoever visits them, visits them in this order.
/// 2. The empty majority agrees with everything, so that a joint configuration with one empty half is the other half.
/// 3. Up to seven voters, nothing here allocates while it decides.
///
/// Never: knows terms, logs or messages; changes a set in place.
///
/// Threads: everything here is immutable and may be shared.
@NullMarked
package dev.raftd.quorum;

import org.jspecify.annotations.NullMarked;
