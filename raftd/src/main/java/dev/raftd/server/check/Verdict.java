package dev.raftd.server.check;

/// What a check came to.
public sealed interface Verdict {
    record Ok() implements Verdict {}

    /// @param explanation which operations contradict each other, for people; several lines
    record Illegal(String explanation) implements Verdict {}

    /// The search gave up: that proves nothing, so it is no pass.
    record Undecided(String reason) implements Verdict {}

    Verdict OK = new Ok();

    default boolean isOk() {
        return this instanceof Ok;
    }
}
