/// The client port: the API of [dev.raftd.api.Paths] as strict HTTP/1.1 and JSON, on an event loop where nothing waits.
///
///     socket ─> RequestDecoder(HeadScanner) ─> Connection ─> HeadCheck ─> Router ─> …Endpoint ─> Requests
///                                                  ^                                 │  Reply, on any thread
///                                                  └── Exchange, on the event loop <─┘
///
/// 1. A request is refused at the earliest byte that makes it wrong, with a Problem, and its connection closed: what follows cannot be
///    trusted to be a request. Nothing refused reaches Raft.
/// 2. Each request is answered once, in the order of arrival: a connection serves one at a time and stops reading beyond what it has.
/// 3. A wait has a limit (head, body, answer taken, idle) and so has a size (line, headers, body, key, value, page, connections, queues,
///    large answers that no client has taken yet).
/// 4. A Problem says whether a write may have happened and carries the request's id, which is also in the header `Request-Id`; it never
///    carries a trace or a path.
/// 5. Changes of the membership are passed on to the leader at most once.
/// 6. Those who watch cost one look at the member every tenth of a second together, and nothing while there are none.
///
/// Never: decides anything of Raft or the store, blocks the event loop, answers a web page of another origin; but pages of members may read
/// what there is to watch ([Origins]).
///
/// Threads: [Connection] and [Exchange] are confined to their event loop; endpoints run on it. Replies come on any thread and are carried
/// over. A snapshot that is copied away is read from its file by a virtual thread. [ClientServer] is thread-safe.
@NullMarked
package dev.raftd.server.http;

import org.jspecify.annotations.NullMarked;
