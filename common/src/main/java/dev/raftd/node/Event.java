package dev.raftd.node;

import dev.raftd.raft.RawNode;
import dev.raftd.raft.SnapshotStatus;
import dev.raftd.raft.StepResult;
import dev.raftd.raftpb.ConfChangeI;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import java.util.List;
import java.util.function.Consumer;

/// An input of a node.
public sealed interface Event {
    /// What an event weighs besides its payload.
    long PER_EVENT_BYTES = 64;

    /// Another node's message.
    ///
    /// @param nanos when it came in, on the scale of whoever wants to know; 0 for nobody
    record Receive(Message message, long nanos) implements Event {
        public Receive(Message message) {
            this(message, 0);
        }
    }

    /// Data for the log.
    ///
    /// @param told what became of it; when appended, its own index
    record Propose(byte[] data, Consumer<StepResult> told) implements Event {}

    /// A change of the configuration.
    record ProposeConfChange(ConfChangeI change, Consumer<StepResult> told) implements Event {}

    /// Asks for a read index; the answer comes in a Ready's read states.
    ///
    /// @param context never used before
    record ReadIndex(byte[] context) implements Event {}

    record TransferLeader(long to) implements Event {}

    /// Work for the storage is done.
    ///
    /// @param responses those of its MsgStorageAppend that are for this node
    record StorageDone(List<Message> responses) implements Event {}

    /// Messages to a peer were dropped.
    record Unreachable(long peer) implements Event {}

    /// How the sending of a snapshot ended.
    record SnapshotSent(long peer, SnapshotStatus status) implements Event {}

    /// Something to do between two steps, such as looking at the node; it steps nothing itself.
    ///
    /// @param heldBytes about how much memory the action holds on to
    record Call(Consumer<RawNode> action, long heldBytes) implements Event {
        public Call(Consumer<RawNode> action) {
            this(action, 0);
        }
    }

    /// Whether it comes from, or is about, another node.
    default boolean isOfPeers() {
        return this instanceof Receive || this instanceof Unreachable || this instanceof SnapshotSent;
    }

    /// About how much memory it holds on to.
    default long sizeBytes() {
        return PER_EVENT_BYTES + switch (this) {
            case Receive r -> entriesBytes(r.message.entries()) + r.message.context().length;
            case Propose p -> p.data.length;
            case ProposeConfChange p -> p.change.context().length;
            case ReadIndex r -> r.context.length;
            case TransferLeader t -> 0;
            case StorageDone d -> 0;
            case Unreachable u -> 0;
            case SnapshotSent s -> 0;
            case Call c -> c.heldBytes;
        };
    }

    private static long entriesBytes(List<Entry> entries) {
        long sum = 0;
        for (Entry e : entries) {
            sum += e.data().length + PER_EVENT_BYTES;
        }
        return sum;
    }
}
