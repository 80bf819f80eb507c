package dev.raftd.lab;

import dev.raftd.raftpb.Message;

/// Something between the nodes, or of one node, that a picture of the run shows.
public sealed interface LabEvent {
    /// What became of a message.
    enum Fate {
        DELIVERED,
        /// By a command that said so.
        DROPPED,
        /// By a partition, or because the recipient was down.
        LOST,
        UNDER_WAY
    }

    record Passed(Message message, Fate fate) implements LabEvent {}

    /// @param text such as `leader of term 2`, `commits 5`
    record Note(long node, String text) implements LabEvent {}
}
