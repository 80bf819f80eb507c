/// What is left of a cluster, and a new cluster made from it: for people whose majority is gone, or who have a backup.
///
///     data directories ──> Survivor… ──> Judgement ──> Findings ──> FindingsText
///                              └──────────────┴──> Founding ──> NewCluster: NEW.tmp ── rename ──> NEW
///     backup file ─────────────────────────────────^
///
/// 1. What is read is never changed, and its lock is held: a member that runs is not looked at.
/// 2. `certainly committed` is what a commit index or a quorum of present logs proves; `possibly committed` is what the missing members could
///    have completed a quorum for; an entry that is not in the most up-to-date log was never committed (leader completeness).
/// 3. A new cluster has a new id, one voter, and everything else that the store holds; ids of former members are never used again in it.
/// 4. A new directory gets its name when it is whole and durable: a crash leaves all of it or nothing by that name.
///
/// Never: decides that a cluster is lost: a person does, with what is found here.
///
/// Threads: everything here is confined to one thread.
@NullMarked
package dev.raftd.server.recovery;

import org.jspecify.annotations.NullMarked;
