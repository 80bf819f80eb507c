/// The sentences of the Raft paper and thesis, one test each.
///
///     Stored ──> Member (RawNode, disk, state machine) ──> Group (a network that loses what a test says)
///
/// "Paper" is Ongaro and Ousterhout, In Search of an Understandable Consensus Algorithm (extended version); "thesis" is Ongaro, Consensus:
/// Bridging Theory and Practice. Where etcd's design departs from them the test says so. Nothing here sleeps, draws random numbers or
/// looks into the core: inputs go in by [dev.raftd.raft.RawNode], and Readys and messages come out.
@NullMarked
package dev.raftd.raft.paper;

import org.jspecify.annotations.NullMarked;
