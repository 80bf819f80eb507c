/// Faults of real kernels, disks, networks and clocks against real `raftd` processes, and the judgement of what their clients were told.
///
///     Nemesis ── begin, end ──> Fault* ──> Host* {process, Volume, DiskCalls, clock}, Network
///     Client* ── HTTP ────────> Host*                                  │
///        └── every call and its answer ──> Ledger ──> both checkers <──┘ the members' logs, and how their processes ended
///
/// 1. One seed decides which faults there are, when, on whom, and what the clients ask for; how the processes interleave it cannot decide.
/// 2. At most a minority is harmed at once, but for the power cut of all members.
/// 3. What this machine cannot do is said with its reason, and is never counted as proved.
/// 4. Whatever is made outside of this process carries its number in its name: the next run removes what a killed one left.
///
/// Never: sends a packet beyond this machine.
///
/// Threads: the nemesis' is the only one that begins and ends faults, starts and stops processes; clients and the journal only ask.
@NullMarked
package dev.raftd.it.campaign;

import org.jspecify.annotations.NullMarked;
