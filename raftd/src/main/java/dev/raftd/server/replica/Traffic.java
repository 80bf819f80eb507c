package dev.raftd.server.replica;

import dev.raftd.api.LiveMessage;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The messages between this member and the others since somebody last looked, added up by kind. While nobody watches a message costs one
/// read of a field. Thread-safe.
final class Traffic {
    private static final int KINDS_MAX = 256;

    /// What there was.
    ///
    /// @param omitted messages of kinds beyond those that are kept apart
    record Seen(List<LiveMessage> sent, List<LiveMessage> received, long omitted) {}

    private record Kind(MessageType type, long from, long to, long term, boolean reject) {
        static Kind of(Message m) {
            return new Kind(m.type(), m.from(), m.to(), m.term(), m.reject());
        }
    }

    private static final class Sum {
        private long index;
        private long entries;
        private long count;
    }

    private final Map<Kind, Sum> sent = new LinkedHashMap<>();
    private final Map<Kind, Sum> received = new LinkedHashMap<>();
    private long omitted;
    private boolean news;
    private volatile boolean watched;

    /// From now on messages are counted, or not any more.
    synchronized void watch(boolean now) {
        watched = now;
        take();
    }

    void sent(Message m) {
        if (watched) {
            add(sent, m);
        }
    }

    void received(Message m) {
        if (watched) {
            add(received, m);
        }
    }

    private synchronized void add(Map<Kind, Sum> to, Message m) {
        news |= m.type() != MessageType.MSG_HEARTBEAT && m.type() != MessageType.MSG_HEARTBEAT_RESP;
        Kind kind = Kind.of(m);
        Sum sum = to.get(kind);
        if (sum == null) {
            if (to.size() == KINDS_MAX) {
                omitted++;
                return;
            }
            sum = new Sum();
            to.put(kind, sum);
        }
        sum.index = m.index();
        sum.entries += m.entries().size();
        sum.count++;
    }

    /// Whether there was more than heartbeats since the last [#take].
    synchronized boolean hasNews() {
        return news;
    }

    synchronized Seen take() {
        Seen seen = new Seen(list(sent), list(received), omitted);
        sent.clear();
        received.clear();
        omitted = 0;
        news = false;
        return seen;
    }

    private static List<LiveMessage> list(Map<Kind, Sum> sums) {
        List<LiveMessage> messages = new ArrayList<>(sums.size());
        sums.forEach((kind, sum) -> messages.add(
                new LiveMessage(kind.type.toString(), kind.from, kind.to, kind.term, kind.reject, sum.index, sum.entries, sum.count)));
        return messages;
    }
}
