package dev.raftd.server.replica;

import dev.raftd.api.Alarm;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;

/// What other members' messages show to be wrong, with them or with this member. Such a message is refused and an alarm raised: no message
/// ends a member, for whoever gets hold of one member must not be able to end the others. Thread-safe.
final class Suspicions {
    /// At an election a millisecond it takes a member 34 years to be that many terms ahead.
    static final long TERM_JUMP_MAX = 1L << 40;

    private final Alarms alarms;

    Suspicions(Alarms alarms) {
        this.alarms = alarms;
    }

    /// Whether a message's term is so far ahead that it cannot have come about by elections.
    static boolean isTermJump(Message m, long ownTerm) {
        return m.term() - ownTerm > TERM_JUMP_MAX;
    }

    void termJump(Message m, long ownTerm) {
        alarms.raise(
                new Alarm("term_jump",
                        "a " + m.type() + " of member " + id(m.from()) + " is of term " + m.term() + ", this member is in term "
                                + ownTerm + ": it was refused",
                        "stop member " + id(m.from()) + ", look at its disk and memory, and replace it"));
    }

    /// The core refused a message.
    ///
    /// @param lastIndex of this member's log
    void refused(Message m, String reason, long lastIndex) {
        // a leader tells no more than this member acknowledged to it in the same term, and that was durable
        if (m.type() == MessageType.MSG_HEARTBEAT && m.commit() > lastIndex)
            alarms.raise(new Alarm("entries_missing", "member " + id(m.from()) + " leads term " + m.term()
                    + " and has this member's acknowledgement of index " + m.commit() + ", but the log here ends at " + lastIndex
                    + ": entries that were durable are gone", "stop this member and replace it: raftctl members replace"));
        else
            alarms.raise(new Alarm("invalid_message", "member " + id(m.from()) + " sent a " + m.type() + " that no correct member sends: "
                    + reason, "run one version of raftd on all members; if it comes again, look at the memory of member " + id(m.from())));
    }

    private static String id(long id) {
        return Long.toUnsignedString(id);
    }
}
