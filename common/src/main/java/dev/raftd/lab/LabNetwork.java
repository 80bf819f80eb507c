package dev.raftd.lab;

import dev.raftd.raftpb.LocalNodes;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The messages on their way, in order, and the partition that some of them do not get across.
final class LabNetwork {
    private final List<Message> messages = new ArrayList<>();
    /// The parts that hear each other only within themselves; none where there is no partition.
    private List<Set<Long>> parts = List.of();

    void send(Message m) {
        messages.add(m);
    }

    List<Message> underWay() {
        return List.copyOf(messages);
    }

    boolean hasMessagesTo(long id) {
        return messages.stream().anyMatch(m -> m.to() == id);
    }

    /// Takes out what is meant for a recipient. What a node says to itself is never taken to be dropped.
    ///
    /// @param type of the messages meant, null for all
    List<Message> take(LabGroup.Recipient recipient, @Nullable MessageType type) {
        List<Message> taken = new ArrayList<>();
        Iterator<Message> all = messages.iterator();
        while (all.hasNext()) {
            Message m = all.next();
            if (m.to() == recipient.id() && (type == null || m.type() == type) && !(recipient.drop() && isLocal(m))) {
                taken.add(m);
                all.remove();
            }
        }
        return taken;
    }

    static boolean isLocal(Message m) {
        return m.from() == m.to() || LocalNodes.isStorageThread(m.from()) || LocalNodes.isStorageThread(m.to());
    }

    /// What a node had to say to itself ends with its process.
    void forgetLocal(long id) {
        messages.removeIf(m -> isLocal(m) && m.to() == id);
    }

    void partition(List<Set<Long>> newParts) {
        parts = List.copyOf(newParts);
    }

    /// Whether the message is on the wrong side of the partition.
    boolean cuts(Message m) {
        return !isLocal(m) && parts.stream().anyMatch(part -> part.contains(m.from()) != part.contains(m.to()));
    }

    /// Such as `1 2 | 3`; empty where there is no partition.
    String partition() {
        return parts.stream().map(part -> part.stream().map(Long::toUnsignedString).collect(Collectors.joining(" ")))
                .collect(Collectors.joining(" | "));
    }
}
