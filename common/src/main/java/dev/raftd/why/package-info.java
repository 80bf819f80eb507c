/// Says why an entry is not committed or not applied, why nobody leads, or why reads wait: from what the members that answered know.
///
///     Evidence of each member that answered ──┐
///     how the others did not answer ──────────┼─> Why.diagnose ─> Diagnosis: first cause, arithmetic, a reason for each voter, next step
///     the question ───────────────────────────┘                      │
///                                                                    └─ CauseCode ─> Pages: what it means, looks like, what to do
///
/// 1. The first cause is the one to be removed first: what keeps a quorum away goes before what follows from it.
/// 2. Each code has a page.
/// 3. Equal evidence gives an equal diagnosis.
///
/// Never: asks anybody, reads a clock.
///
/// Threads: none of its own; all of it is immutable.
@NullMarked
package dev.raftd.why;

import org.jspecify.annotations.NullMarked;
