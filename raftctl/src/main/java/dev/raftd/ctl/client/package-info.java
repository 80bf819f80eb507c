/// Asks a cluster over HTTP and says what is known of a request that failed.
///
///     command ──> Cluster ── one endpoint after the other ──> Transport ── HTTP/JSON ──> raftd
///                    │                                            │
///                    └── answer | RequestException <── Attempt ───┘   (answered, refused, not sent, lost)
///
/// 1. A write goes to a second endpoint only if the first certainly did not get it, said that it did not apply it and another may, or if
///    both requests carry the same Idempotency-Key. So a write is applied once, or its outcome is said to be unknown.
/// 2. Every request ends by its deadline; every answer is bounded in size.
/// 3. What is not the API's JSON never becomes a record: it is a lost answer, with a reason in words.
///
/// Never: prints, decides about exit codes, follows redirects, uses a proxy.
///
/// Threads: [Transport] and [Cluster] may be used by several; requests block their thread.
@NullMarked
package dev.raftd.ctl.client;

import org.jspecify.annotations.NullMarked;
