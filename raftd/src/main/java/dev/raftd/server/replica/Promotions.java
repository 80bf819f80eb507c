package dev.raftd.server.replica;

import dev.raftd.server.kv.Course;
import dev.raftd.server.kv.MemberInfo;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A leader's care for what was begun and is not finished: learners that are to vote, and joint configurations that are to be left.
/// What is to become of a member is in the store, so the next leader goes on with it. Confined to the raft loop.
final class Promotions {
    /// What is to be done now.
    ///
    /// @param waits   what is in the way of each member that is to vote
    /// @param propose null for nothing
    /// @param handOver whether another one has to lead first: who goes does not see to its own end
    record Due(Map<Long, String> waits, @Nullable MemberChange propose, boolean handOver, boolean leaveJoint) {
        static final Due NOTHING = new Due(Map.of(), null, false, false);
    }

    private final int patienceTicks;
    private long quietUntilTick;
    private long jointSinceTick;

    /// @param patienceTicks after which what did not work is tried again
    Promotions(int patienceTicks) {
        this.patienceTicks = patienceTicks;
    }

    /// It did not work, or takes time.
    void pause(long tick) {
        quietUntilTick = tick + patienceTicks;
    }

    /// It is not this member's to care: it does not lead, or not yet.
    void idle(long tick) {
        jointSinceTick = tick;
    }

    /// @param mayHandOver whether there is a voter to hand over to
    Due due(View view, ChangeRules rules, long tick, boolean mayHandOver) {
        if (!view.conf().votersOutgoing().isEmpty()) {
            return joint(tick);
        }
        jointSinceTick = tick;
        Map<Long, String> waits = new TreeMap<>(Long::compareUnsigned);
        MemberChange propose = null;
        boolean handOver = false;
        for (MemberInfo member : view.root().members().values()) {
            if (!member.course().leadsToVote() || !view.isLearner(member.id())) {
                continue;
            }
            MemberChange change = next(view, member);
            Failure refusal = rules.assess(change).refusal();
            if (refusal != null) {
                String lag = rules.lag(member.id());
                waits.put(member.id(), lag != null ? lag : refusal.detail());
            } else if (propose == null && !handOver) {
                handOver = mayHandOver && change instanceof MemberChange.TakePlace place && place.old() == view.leader();
                propose = handOver ? null : change;
                waits.put(member.id(), handOver ? "leadership is handed over first" : "it is about to");
            }
        }
        boolean quiet = tick < quietUntilTick;
        return new Due(waits, quiet ? null : propose, !quiet && handOver, false);
    }

    /// The core leaves it by itself, unless its proposal to do so was dropped while leadership was being handed over.
    private Due joint(long tick) {
        boolean overdue = tick - jointSinceTick >= patienceTicks;
        jointSinceTick = overdue ? tick : jointSinceTick;
        return overdue ? new Due(Map.of(), null, false, true) : Due.NOTHING;
    }

    private static MemberChange next(View view, MemberInfo member) {
        Course course = member.course();
        boolean takes = course.kind() == Course.Kind.REPLACES && view.conf().voters().contains(course.member());
        return takes ? new MemberChange.TakePlace(course.member(), member.id()) : new MemberChange.Promote(member.id());
    }
}
