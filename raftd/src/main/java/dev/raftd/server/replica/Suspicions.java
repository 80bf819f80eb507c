package dev.raftd.server.replica;

import dev.raftd.api.Alarm;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/// What other members' messages show to be wrong, with them or with this member. Such a message is refused and an alarm raised: no message
/// ends a member, for whoever gets hold of one member must not be able to end the others.
///
/// An alarm is over when every member it is about was removed. One about another member is also over when that one was heard from and sent
/// nothing of the kind for ten minutes; what this member lost does not come back. Thread-safe.
final class Suspicions {
    /// At an election a millisecond it takes a member 34 years to be that many terms ahead.
    static final long TERM_JUMP_MAX = 1L << 40;
    static final long QUIET_MILLIS = 600_000;

    private static final String TERM_JUMP = "term_jump";
    private static final String ENTRIES_MISSING = "entries_missing";
    private static final String INVALID_MESSAGE = "invalid_message";

    /// @param tick when it was last seen
    private record Suspicion(Alarm alarm, long tick) {}

    private final long self;
    private final long quietTicks;
    private final Alarms alarms;
    /// By code and by the member that it is about.
    private final Map<String, TreeMap<Long, Suspicion>> open = new TreeMap<>();

    Suspicions(long self, long tickMillis, Alarms alarms) {
        this.self = self;
        this.alarms = alarms;
        quietTicks = Math.ceilDiv(QUIET_MILLIS, tickMillis);
    }

    /// Whether a message's term is so far ahead that it cannot have come about by elections.
    static boolean isTermJump(Message m, long ownTerm) {
        return m.term() - ownTerm > TERM_JUMP_MAX;
    }

    void termJump(Message m, long ownTerm, long tick) {
        suspect(m.from(), tick, new Alarm(TERM_JUMP,
                "a " + m.type() + " of member " + id(m.from()) + " is of term " + m.term() + ", this member is in term " + ownTerm
                        + ": it was refused",
                "stop member " + id(m.from()) + ", look at its disk and memory, and replace it"));
    }

    /// The core refused a message.
    ///
    /// @param lastIndex of this member's log
    void refused(Message m, String reason, long lastIndex, long tick) {
        // a leader tells no more than this member acknowledged to it in the same term, and that was durable
        if (m.type() == MessageType.MSG_HEARTBEAT && m.commit() > lastIndex)
            suspect(self, tick, new Alarm(ENTRIES_MISSING, "member " + id(m.from()) + " leads term " + m.term()
                    + " and has this member's acknowledgement of index " + m.commit() + ", but the log here ends at " + lastIndex
                    + ": entries that were durable are gone", "stop this member and replace it: raftctl members replace"));
        else
            suspect(m.from(), tick, new Alarm(INVALID_MESSAGE,
                    "member " + id(m.from()) + " sent a " + m.type() + " that no correct member sends: " + reason,
                    "run one version of raftd on all members; if it comes again, look at the memory of member " + id(m.from())));
    }

    private synchronized void suspect(long member, long tick, Alarm alarm) {
        open.computeIfAbsent(alarm.code(), code -> new TreeMap<>()).put(member, new Suspicion(alarm, tick));
        alarms.raise(alarm);
    }

    /// Ends what is over.
    ///
    /// @param active whether a member was heard from lately
    synchronized void ticked(long tick, LongPredicate removed, LongPredicate active) {
        open.forEach((code, members) -> {
            boolean fewer = members.entrySet().removeIf(e -> removed.test(e.getKey())
                    || e.getKey() != self && tick - e.getValue().tick >= quietTicks && active.test(e.getKey()));
            if (fewer)
                tell(code, members.values());
        });
        open.values().removeIf(TreeMap::isEmpty);
    }

    /// The alarm of a code names one of the members that are left.
    private void tell(String code, Collection<Suspicion> left) {
        if (left.isEmpty())
            alarms.clear(code);
        else
            alarms.raise(left.iterator().next().alarm);
    }

    private static String id(long id) {
        return Long.toUnsignedString(id);
    }
}
