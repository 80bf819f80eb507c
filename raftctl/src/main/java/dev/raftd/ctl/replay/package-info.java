/// Recordings at the terminal: forward, back, to a place, until something holds; and as pictures and traces.
///
///     line ──> ReplayLanguage ──> Player ──> Timeline, a Replay a member (dev.raftd.trace)
///                  │  break when ──> Condition
///                  └─> Pictures (state, log, progress)      SequenceChart, TlaExport ──> Player
///
/// 1. A number names the same event all the time: of one recording its own number, of several its place in their timeline.
/// 2. Looking changes nothing; a difference between recording and replay stops whatever goes on.
///
/// Never: talks to a cluster, changes a recording.
///
/// Threads: confined to the one that reads lines, but for [Player#interrupt].
@NullMarked
package dev.raftd.ctl.replay;

import org.jspecify.annotations.NullMarked;
