package dev.raftd.raft.paper;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.raftd.raft.Describe;
import dev.raftd.raft.EntryFormatter;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.raftpb.SnapshotMetadata;
import java.util.List;

/// The messages that tests write by hand, and the one line form in which they read those of a node.
final class Messages {
    private Messages() {}

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    /// An entry whose data is its place, such as `2/5`: entries of the same place are the same.
    static Entry entry(long term, long index) {
        return new Entry(term, index, EntryType.NORMAL, bytes(term + "/" + index));
    }

    private static Message.Builder message(MessageType type, long from, long to, long term) {
        return Message.builder(type).from(from).to(to).term(term);
    }

    static Message vote(long from, long to, long term, long lastTerm, long lastIndex) {
        return message(MessageType.MSG_VOTE, from, to, term).logTerm(lastTerm).index(lastIndex).build();
    }

    static Message preVote(long from, long to, long term, long lastTerm, long lastIndex) {
        return message(MessageType.MSG_PRE_VOTE, from, to, term).logTerm(lastTerm).index(lastIndex).build();
    }

    static Message voted(long from, long to, long term, boolean granted) {
        return message(MessageType.MSG_VOTE_RESP, from, to, term).reject(!granted).build();
    }

    static Message preVoted(long from, long to, long term, boolean granted) {
        return message(MessageType.MSG_PRE_VOTE_RESP, from, to, term).reject(!granted).build();
    }

    /// @param prev the place before the entries
    static Message append(long from, long to, long term, Place prev, long commit, Entry... entries) {
        return message(MessageType.MSG_APP, from, to, term).logTerm(prev.term()).index(prev.index()).commit(commit)
                .entries(List.of(entries)).build();
    }

    static Message appended(long from, long to, long term, long index) {
        return message(MessageType.MSG_APP_RESP, from, to, term).index(index).build();
    }

    static Message heartbeat(long from, long to, long term, long commit) {
        return message(MessageType.MSG_HEARTBEAT, from, to, term).commit(commit).build();
    }

    static Message heard(long from, long to, long term) {
        return message(MessageType.MSG_HEARTBEAT_RESP, from, to, term).build();
    }

    static Message snapshot(long from, long to, long term, Place last, ConfState members) {
        Snapshot snapshot = new Snapshot(bytes("state at " + last.index()), new SnapshotMetadata(members, last.index(), last.term()));
        return message(MessageType.MSG_SNAP, from, to, term).snapshot(snapshot).build();
    }

    static Message timeoutNow(long from, long to, long term) {
        return message(MessageType.MSG_TIMEOUT_NOW, from, to, term).build();
    }

    static List<String> lines(List<Message> messages) {
        return messages.stream().map(m -> Describe.message(m, EntryFormatter.QUOTED)).toList();
    }

    static List<Message> ofType(MessageType type, List<Message> messages) {
        return messages.stream().filter(m -> m.type() == type).toList();
    }

    static List<Message> to(long id, List<Message> messages) {
        return messages.stream().filter(m -> m.to() == id).toList();
    }
}
