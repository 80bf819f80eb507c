/// Recordings of the core in files: `raftd start --record DIR`.
///
///     raft-loop ── RecordingSink.offer(piece) ──> queue, bounded ──> recorder thread ──> member-1-000007.rec
///                                                                                        member-1-000006.rec … oldest deleted
///
/// 1. The loop never waits for the disk: what finds the queue full is dropped up to the next checkpoint, and counted.
/// 2. A file begins with an opening and a checkpoint, so that each can be replayed by itself.
/// 3. All files of a member together take no more than they may, but for the piece written last; there are 64 at most.
/// 4. A disk that fails costs recordings, and nothing else: the next file is tried at the next checkpoint.
///
/// Never: syncs, reads a clock, decides anything.
///
/// Threads: offered to on the raft loop, written on one of its own.
@NullMarked
package dev.raftd.server.recording;

import org.jspecify.annotations.NullMarked;
