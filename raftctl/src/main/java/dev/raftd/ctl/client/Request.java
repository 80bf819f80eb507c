package dev.raftd.ctl.client;

import org.jspecify.annotations.Nullable;

/// A request of the API.
///
/// @param target         path and query, percent-encoded
/// @param body           JSON, or null for none
/// @param answer         the record to read the answer as; Void to pass it over
/// @param idempotencyKey of a write that may be repeated
public record Request<T>(String method, String target, byte @Nullable [] body, Class<T> answer, Safety safety,
        @Nullable String idempotencyKey) {
    /// Whether it may be sent twice.
    public enum Safety {
        /// Changes nothing.
        READ,
        /// Carries an Idempotency-Key: applied once, however often it is sent.
        REPEATABLE_WRITE,
        /// A change of the membership, or a transfer: sent once.
        WRITE
    }

    public Request {
        if ((safety == Safety.REPEATABLE_WRITE) != (idempotencyKey != null))
            throw new IllegalArgumentException("exactly the repeatable write carries an Idempotency-Key");
    }

    static <T> Request<T> read(String target, Class<T> answer) {
        return new Request<>("GET", target, null, answer, Safety.READ, null);
    }
}
