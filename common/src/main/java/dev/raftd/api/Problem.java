package dev.raftd.api;

import org.jspecify.annotations.Nullable;

/// The body of a failed request: `application/problem+json` (RFC 9457).
///
/// @param type      a URI reference made of the code
/// @param title     the code in words
/// @param status    the HTTP status
/// @param code      an [ErrorCode], in lower case; a code unknown to the reader is possible
/// @param detail    one sentence about this occurrence
/// @param outcome   of a write; null for requests that change nothing
/// @param next      the next safe step
/// @param requestId to find it in the member's log
public record Problem(String type, String title, int status, String code, String detail, @Nullable Outcome outcome, String next,
        String requestId) {
    public static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(ErrorCode code, String detail, @Nullable Outcome outcome, String requestId) {
        return new Problem("urn:raftd:" + code, code.toString().replace('_', ' '), code.httpStatus(), code.toString(), detail, outcome,
                code.next(), requestId);
    }
}
