/// Whether the members' stores agree: each remembers the hashes of its last states, asks the others for theirs, and finds out who differs.
///
///     KvStore.apply ── hash ──> HashRing <── HashQuestion ── others          [Self]: the member itself
///                                  │                                           ^
///     [Others] ── HashAnswer ──> StateCheck ── Split, FirstDifference ──> agreed | Difference(first index, who with whom)
///
/// 1. Compared are states of one index, never states of now: a member that is behind is not different.
/// 2. What differed once differs from then on, so one comparison vouches for all indices before, and the first difference is found by
///    asking for ever closer indices.
/// 3. A member is wrong if it differs from a majority of all voters, in both halves of a joint configuration. Without such a majority
///    nobody is: then there is no telling who.
/// 4. Silence is neither agreement nor difference.
///
/// Never: changes anything of the store or the log, waits on the raft loop, compares hashes of different formats.
///
/// Threads: [HashRing] is written by the raft loop and read by any thread; a [StateCheck] runs on one background thread at a time; the
/// records are immutable.
@NullMarked
package dev.raftd.server.agreement;

import org.jspecify.annotations.NullMarked;
