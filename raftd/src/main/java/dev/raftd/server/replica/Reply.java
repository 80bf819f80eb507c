package dev.raftd.server.replica;

/// Where an answer goes. Called exactly once for each request, on any thread, often the raft loop's: it must not block.
@FunctionalInterface
public interface Reply<T> {
    void answer(Answer<T> answer);

    default void ok(T value) {
        answer(new Answer.Ok<>(value));
    }

    default void failed(Failure failure) {
        answer(new Answer.Failed<>(failure));
    }
}
