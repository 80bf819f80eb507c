package dev.raftd.server.replica;

/// What became of a request.
public sealed interface Answer<T> {
    record Ok<T>(T value) implements Answer<T> {}

    record Failed<T>(Failure failure) implements Answer<T> {}
}
