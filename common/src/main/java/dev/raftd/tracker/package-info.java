/// What a leader knows of its peers: how far each one's log is, how much is on its way, and who of them counts.
///
///     ProgressTracker ── config ────> TrackerConfig   voters (joint), learners
///        │        └────── progress ─> ProgressMap ──> Progress ── inflights ──> Inflights
///        └── committed(), quorumActive(), tallyVotes() by the arithmetic of dev.raftd.quorum
///
/// A peer's state and what ends it:
///
///     PROBE ── append acknowledged ───────> REPLICATE
///     REPLICATE ── append rejected, unreachable ──> PROBE
///     PROBE, REPLICATE ── needed entry compacted ──> SNAPSHOT ── sent or failed ──> PROBE ; caught up ──> REPLICATE
///
/// 1. `0 <= match < next` for every peer.
/// 2. Every id of the configuration has a progress; a voter of either half is never a learner.
/// 3. Progress is visited by id, ascending.
///
/// Never: sends anything or looks into a log.
///
/// Threads: [TrackerConfig] is immutable; everything else belongs to the thread that steps its Raft node.
@NullMarked
package dev.raftd.tracker;

import org.jspecify.annotations.NullMarked;
