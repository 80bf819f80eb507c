package dev.raftd.raft;

import dev.raftd.Invariant;
import dev.raftd.raftpb.Message;
import java.util.ArrayList;
import java.util.List;

/// What a node wants to tell, until the next [Ready] takes it.
///
/// Votes and acknowledgements promise what is not stable yet: they are held back until everything accepted so far is. All other
/// messages may leave at once. Rejections wait too: they are rare, and may rest on a vote that is not stable.
final class Outbox {
    private static final int CAPACITY = 4;

    private final long id;
    private List<Message> messages = List.of();
    private List<Message> messagesAfterAppend = List.of();
    private List<ReadState> readStates = List.of();

    Outbox(long id) {
        this.id = id;
    }

    Outbox(long id, NodeImage.Outgoing image) {
        this(id);
        messages = copy(image.messages());
        messagesAfterAppend = copy(image.messagesAfterAppend());
        readStates = copy(image.readStates());
    }

    NodeImage.Outgoing image() {
        return new NodeImage.Outgoing(List.copyOf(messages), List.copyOf(messagesAfterAppend), List.copyOf(readStates));
    }

    private static <T> List<T> copy(List<T> list) {
        return list.isEmpty() ? List.of() : new ArrayList<>(list);
    }

    void send(Message m) {
        switch (m.type()) {
            case MSG_APP_RESP, MSG_VOTE_RESP, MSG_PRE_VOTE_RESP -> messagesAfterAppend = with(messagesAfterAppend, m);
            case MSG_HUP, MSG_BEAT, MSG_PROP, MSG_APP, MSG_VOTE, MSG_SNAP, MSG_HEARTBEAT, MSG_HEARTBEAT_RESP, MSG_UNREACHABLE,
                    MSG_SNAP_STATUS, MSG_CHECK_QUORUM, MSG_TRANSFER_LEADER, MSG_TIMEOUT_NOW, MSG_READ_INDEX, MSG_READ_INDEX_RESP,
                    MSG_PRE_VOTE, MSG_STORAGE_APPEND, MSG_STORAGE_APPEND_RESP, MSG_STORAGE_APPLY, MSG_STORAGE_APPLY_RESP,
                    MSG_FORGET_LEADER -> {
                Invariant.check(m.to() != id, "%x sends to itself what is not a vote or an acknowledgement", id);
                messages = with(messages, m);
            }
        }
    }

    void add(ReadState state) {
        readStates = with(readStates, state);
    }

    private static <T> List<T> with(List<T> list, T element) {
        List<T> grown = list.isEmpty() ? new ArrayList<>(CAPACITY) : list;
        grown.add(element);
        return grown;
    }

    boolean isEmpty() {
        return messages.isEmpty() && messagesAfterAppend.isEmpty() && readStates.isEmpty();
    }

    boolean hasMessagesAfterAppend() {
        return !messagesAfterAppend.isEmpty();
    }

    List<Message> takeMessages() {
        List<Message> taken = messages;
        messages = List.of();
        return taken;
    }

    List<Message> takeMessagesAfterAppend() {
        List<Message> taken = messagesAfterAppend;
        messagesAfterAppend = List.of();
        return taken;
    }

    List<ReadState> takeReadStates() {
        List<ReadState> taken = readStates;
        readStates = List.of();
        return taken;
    }
}
