package dev.raftd.server.replica;

import dev.raftd.api.Evidence.Heard;
import dev.raftd.node.Event;
import dev.raftd.node.Node;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.server.journey.Journeys;
import dev.raftd.server.kv.CommandCodec;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// What members' messages have to pass before the core sees them, and who was heard from lately. Thread-safe.
final class Inbox {
    private final long self;
    private final int electionTicks;
    private final Counters counters;
    private final Suspicions suspicions;
    private final Journeys journeys;
    private final ConcurrentHashMap<Long, Long> heardTicks = new ConcurrentHashMap<>();

    Inbox(long self, int electionTicks, Counters counters, Suspicions suspicions, Journeys journeys) {
        this.self = self;
        this.electionTicks = electionTicks;
        this.counters = counters;
        this.suspicions = suspicions;
        this.journeys = journeys;
    }

    /// @param term this member's
    /// @return false if the mailbox is full
    boolean received(Message message, long term, long tick, Node node) {
        if (Suspicions.isTermJump(message, term)) {
            counters.termJumps.increment();
            suspicions.termJump(message, term, tick);
            return true;
        }
        if (!isRelayed(message.type())) {
            heardTicks.put(message.from(), tick);
        }
        if (message.type() == MessageType.MSG_PROP && !isReadable(message.entries())) {
            counters.unreadableProposals.increment();
            return true;
        }
        return node.offer(new Event.Receive(message, journeys.now()));
    }

    /// What comes by way of another member says nothing of whether its first sender still lives.
    private static boolean isRelayed(MessageType type) {
        return type == MessageType.MSG_PROP || type == MessageType.MSG_READ_INDEX || type == MessageType.MSG_TRANSFER_LEADER;
    }

    /// What a member passes on begins like a command: what this raftd could not apply, or no member would forward, it does not spread.
    private static boolean isReadable(List<Entry> proposals) {
        return !proposals.isEmpty() && proposals.stream().allMatch(e -> e.type() == EntryType.NORMAL && e.data().length > 0
                && Byte.toUnsignedInt(e.data()[0]) <= CommandCodec.FORMAT);
    }

    /// When each member was last heard from.
    List<Heard> heard(long tick, long tickMillis) {
        return new TreeMap<>(heardTicks).entrySet().stream().map(e -> new Heard(e.getKey(), (tick - e.getValue()) * tickMillis)).toList();
    }

    /// Whether a member was heard from within an election timeout; this one always was.
    boolean isActive(long id, long tick) {
        Long heard = heardTicks.get(id);
        return id == self || heard != null && tick - heard <= electionTicks;
    }
}
