package dev.raftd.trace;

import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import java.util.List;

/// An input of a node, as it was recorded.
public sealed interface Input {
    record Tick() implements Input {}

    /// A message of a peer or of a storage thread.
    record Step(Message message) implements Input {}

    /// The response to the oldest MsgStorageApply that is under way.
    record Applied() implements Input {}

    /// What the node's owner ordered by a local message.
    record Order(Message message) implements Input {}

    record Propose(List<Entry> entries) implements Input {}

    record ApplyConfChange(ConfChangeV2 change) implements Input {}

    record SetTimeout(int ticks) implements Input {}

    /// A Ready was taken.
    record TakeReady() implements Input {}

    record Advance() implements Input {}

    /// The word for it in expressions and lists.
    default String word() {
        return switch (this) {
            case Tick t -> "tick";
            case Step s -> "step";
            case Applied a -> "applied";
            case Order o -> "order";
            case Propose p -> "propose";
            case ApplyConfChange a -> "conf";
            case SetTimeout s -> "timeout";
            case TakeReady r -> "ready";
            case Advance a -> "advance";
        };
    }
}
