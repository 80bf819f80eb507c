package dev.raftd.trace;

import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What storage and election timeouts answered during one event.
///
/// @param timeouts those drawn, in ticks
/// @param stored   in the order of the questions
record Answers(List<Integer> timeouts, List<Stored> stored) {
    static final Answers NONE = new Answers(List.of(), List.of());

    /// An answer of storage that a replay cannot tell by itself.
    ///
    /// @param question its number within the event, from 1
    record Stored(int question, Answer answer) {}

    sealed interface Answer {}

    record FirstIndex(long index) implements Answer {}

    record LastIndex(long index) implements Answer {}

    record TheSnapshot(@Nullable Snapshot snapshot) implements Answer {}

    record Term(long term) implements Answer {}

    record Read(List<Entry> entries) implements Answer {}

    /// So many of those asked for; 0 if they were compacted.
    record Cut(int count) implements Answer {}
}
