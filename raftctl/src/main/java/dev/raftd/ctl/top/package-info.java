/// `raftctl top`: the members, their raftLogs and the leader's peers on a full screen that refreshes.
///
///     Survey (asks all members) ── Poll ──> Watch ── Frame ──┐
///     Keyboard ── Key ──> Controls ── State, Wish ───────────┴──> Painter ── lines ──> Screen (the terminal)
///
/// 1. [Watch], [Controls] and [Painter] are functions of what they are given: no clock, no terminal, no network.
/// 2. The columns of a panel stay where they are from one frame to the next: numbers that grow are shortened.
/// 3. The terminal is given back as it was: by [Screen#close], which also runs when the process is told to end.
/// 4. A member that does not answer delays nobody longer than an interval, or a second where that is shorter.
///
/// Never: changes the cluster without having asked.
///
/// Threads: the thread that calls [Top#run] owns the terminal and all state; members are asked, and leadership is transferred, on virtual
/// threads, which leave what they found in a queue. [Screen#close] may be called on any thread.
@NullMarked
package dev.raftd.ctl.top;

import org.jspecify.annotations.NullMarked;
