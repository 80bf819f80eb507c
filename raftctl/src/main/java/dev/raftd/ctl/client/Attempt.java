package dev.raftd.ctl.client;

import dev.raftd.api.Problem;

/// What one endpoint made of one request.
public sealed interface Attempt<T> {
    record Answered<T>(T answer) implements Attempt<T> {}

    /// The member said why not.
    record Refused<T>(Problem problem) implements Attempt<T> {}

    /// Nobody got the request.
    record NotSent<T>(String reason) implements Attempt<T> {}

    /// The request may have arrived; what came back is nothing, or not the API's.
    record Lost<T>(String reason) implements Attempt<T> {}

    /// The user did not want to wait for it.
    record GivenUp<T>(boolean sent) implements Attempt<T> {}
}
