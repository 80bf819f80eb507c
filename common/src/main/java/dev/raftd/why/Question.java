package dev.raftd.why;

/// What is asked.
public sealed interface Question {
    /// Why the newest entry is not committed, or not applied everywhere, or no further one is taken.
    record Newest() implements Question {}

    /// The same of one entry.
    record Entry(long index) implements Question {}

    /// Why linearizable reads wait.
    record Read() implements Question {}
}
