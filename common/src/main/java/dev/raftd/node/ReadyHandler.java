package dev.raftd.node;

import dev.raftd.raft.Ready;
import dev.raftd.raft.StepResult;
import dev.raftd.raftpb.Message;
import java.util.List;

/// Does what a node wants done. Called on the node's thread, which it must not block.
public interface ReadyHandler {
    /// A tick has passed.
    void ticked();

    /// Called once a turn, before its Readys.
    ///
    /// @return what else is to be stepped in this turn
    List<Event> beforeReadys();

    /// Another member's message was stepped, and this came of it.
    default void stepped(Event.Receive event, StepResult result) {}

    /// The log writer's responses were stepped.
    default void storageStepped() {}

    /// A message of another member was not taken.
    void refused(Message message, StepResult.Refused refused);

    /// Takes on a Ready: stores, sends and applies, or sees to it that others do.
    ///
    /// @return the responses of what is already done, to be stepped at once; those of what others do come by [Node#post]
    List<Message> ready(Ready ready);
}
