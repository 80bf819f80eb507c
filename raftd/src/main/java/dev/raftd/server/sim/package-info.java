/// A whole cluster in one thread and in virtual time: what ships, on simulated disks, networks and clocks, with faults and clients, checked
/// after every step.
///
///     seed ──> Dice ──forks──> Swarm (sizes, which faults)   plan of Faults        clients' wishes
///                                 │                             │                     │
///     Agenda (virtual time) <─────┴── Nemesis: kill, cut, damage … ── SimClient ──────┤ Requests
///        │ one event after the other                                                  v
///        ├── SimProcess ── ReplicaTurns: loop turn, log writer's turn ── Replica, SegmentedLog, Recovery, SnapshotStore: as in raftd
///        │       └── SimTransport ── MemoryPort: frames, handshakes, checks: as in raftd ── SimLink ── SimConnection ── SimNet
///        └── SimNode ── SimDisk: crash clones, failed syncs, no space, damage
///     Rules: LogRules, PromiseRules, StoreRules, ElectionRules, ClientRecords ──> Violation
///     end of the run: Recovering (liveness of a core, of all, of all but one with Trouble) ── Epilogue (histories; each disk opened again)
///
/// 1. A seed and its [SimOptions] decide all that happens; the same on every machine, in every JVM.
/// 2. A sync takes time within its call, and meanwhile everybody else goes on, also the other threads of the same process ([Agenda#sleep]).
/// 3. Faults are a list that is drawn before the run; each has luck of its own. So leaving one out changes no other: see [Shrinker].
/// 4. What a process sent outlives it; what it did not sync may not outlive its machine.
/// 5. A member may be hurt by its faults only: whatever else ends a process is a violation.
/// 6. No part of a fault comes after the end of faults ([World#faultAfter]): what is to be well then is not broken behind its back.
///
/// Never: reads a clock, draws from anything but [Dice], iterates a hash map, starts a thread ([SeedRun] does, for seeds that have nothing
/// in common).
///
/// Threads: a simulation is confined to one. [SeedRun] runs many, each on its own.
@NullMarked
package dev.raftd.server.sim;

import org.jspecify.annotations.NullMarked;
