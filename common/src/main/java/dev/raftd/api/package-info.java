/// The HTTP API's vocabulary: paths, request and response records, error codes. Shared by raftd, which serves it, and raftctl, which asks.
///
///     raftctl ── JSON over HTTP, /v1/... ──> raftd
///        <── 2xx: a *Response record | 4xx, 5xx: Problem (application/problem+json) ──
///
/// 1. Field names are the JSON's; indexes, terms, revisions and ids are JSON integers; times are ISO-8601 with offset Z.
/// 2. Bytes (keys, values) are a JSON string where they are valid UTF-8, else `{"base64": "..."}`: see [Bytes].
/// 3. Every failed request carries a stable [ErrorCode] and whether the write was applied: [Outcome].
///
/// Never: logic, IO; sockets are made for whoever connects them.
///
/// Threads: everything here is immutable or thread-safe.
@NullMarked
package dev.raftd.api;

import org.jspecify.annotations.NullMarked;
