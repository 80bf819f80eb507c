/// Which life of which member may speak: a member whose data directory was emptied, or put back to an older state, is found out.
///
///     handshake ──> Acquaintances.judge ──> Verdict: welcome, the sender lost something, this member lost something
///                        │ welcome and new
///                        └──> remember (durable) ──> the sender may speak
///
/// A member that forgot what it promised could vote twice in a term, or acknowledge entries that it no longer has. So each member numbers
/// its starts durably, in a directory that has a random name of its own, and each remembers the newest life of every other. A copy that is
/// started again and again before it meets anyone counts as far, but by other processes: a directory keeps the random numbers of its last
/// 64, and a member tells them.
///
/// 1. A life is remembered durably before its member's first message is received.
/// 2. A member of another directory, of an older start, or of the same start but another process is never welcome again; nor is one that
///    knows another process by the number of the start that is remembered.
/// 3. Both sides tell what they remember of each other, so either finds out about a loss of either.
/// 4. What is remembered is bounded: an entry a member, none of members that were removed.
///
/// Never: decides anything by a clock or a random number, opens a file, judges by what is not said in a handshake.
///
/// Threads: [Acquaintances] is thread-safe; judging never waits, remembering waits for the disk.
@NullMarked
package dev.raftd.server.epoch;

import org.jspecify.annotations.NullMarked;
