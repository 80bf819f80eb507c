package dev.raftd.why;

import org.jspecify.annotations.Nullable;

/// A member that did not say anything.
///
/// @param id  0 while it is not known whose URL it is
/// @param url null if it has announced none
public record Silent(long id, @Nullable String url, How how, String detail) {
    /// What came instead of an answer.
    public enum How {
        /// Nobody listens there, or the way there is cut.
        UNREACHABLE,
        /// The connection was taken, and nothing came.
        NO_ANSWER,
        /// Where to ask is not known.
        NO_URL,
        /// Something else than evidence, for instance of an older version.
        OTHER
    }
}
