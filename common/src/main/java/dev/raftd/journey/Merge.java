package dev.raftd.journey;

import dev.raftd.api.Journey;
import dev.raftd.api.JourneyClock;
import dev.raftd.api.JourneyMember;
import dev.raftd.api.JourneyMissing;
import dev.raftd.api.JourneyPart;
import dev.raftd.api.JourneyQuorum;
import dev.raftd.api.JourneyStage;
import dev.raftd.api.JourneyStep;
import dev.raftd.journey.Timeline.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Puts the parts of several members together.
///
/// What causes what, where `L` leads, `F` follows, and `P` was asked for the write:
///
///     P.received, P.proposed, (P.forwarded ──> L.proposal-received,) L.appended, L.sent(F) ──> F.append-received, F.appended,
///     F.write-begun, F.synced, F.ack-sent ──> L.ack-received(F), L.committed ──> F.committed, F.applied; P.applied, P.answered
public final class Merge {
    private static final long NOBODY = 0;

    private final long leader;
    private final @Nullable JourneyPart leading;
    private final List<JourneyPart> parts;
    private final TreeMap<Long, JourneyClock> clocks = new TreeMap<>(Long::compareUnsigned);
    private final Timeline line = new Timeline();
    private final List<String> notes = new ArrayList<>();

    private Merge(List<JourneyPart> parts) {
        this.parts = parts;
        leader = leader(parts);
        leading = parts.stream().filter(p -> p.member() == leader).findFirst().orElse(null);
    }

    /// Parts of another term than that of the entry that was committed, as far as is known, count as missing.
    ///
    /// @param parts   of an index, at least one
    /// @param missing the members that gave none
    public static Journey of(List<JourneyPart> parts, List<JourneyMissing> missing) {
        long term = parts.stream().filter(p -> has(p, Stage.COMMITTED)).mapToLong(JourneyPart::term).max()
                .orElse(parts.stream().mapToLong(JourneyPart::term).max().orElseThrow());
        List<JourneyMissing> absent = new ArrayList<>(missing);
        parts.stream().filter(p -> p.term() != term)
                .forEach(p -> absent.add(new JourneyMissing(p.member(), "has another entry there, of term " + p.term())));
        absent.sort(Comparator.comparing(JourneyMissing::member, Long::compareUnsigned));
        return new Merge(parts.stream().filter(p -> p.term() == term).toList()).merge(absent);
    }

    private static boolean has(JourneyPart part, Stage stage) {
        return stage(part, stage) != null;
    }

    private static @Nullable JourneyStage stage(JourneyPart part, Stage stage) {
        return part.stages().stream().filter(s -> s.stage().equals(stage.toString())).findFirst().orElse(null);
    }

    private static boolean closedQuorum(JourneyPart part) {
        JourneyStage committed = stage(part, Stage.COMMITTED);
        return committed != null && committed.peer() != 0;
    }

    /// Who got it committed, or sent it, or is said to have sent it; nobody did with the entries that every founder begins with.
    private static long leader(List<JourneyPart> parts) {
        // several may have: a later leader may get committed what the one before did, too; the one that made the entry goes first
        JourneyPart committer = parts.stream().filter(Merge::closedQuorum).min(Comparator.comparing(p -> has(p, Stage.APPEND_RECEIVED)))
                .orElse(null);
        if (committer != null) {
            return committer.member();
        }
        for (JourneyPart p : parts) {
            if (has(p, Stage.SENT)) {
                return p.member();
            }
        }
        return parts.stream().map(p -> stage(p, Stage.APPEND_RECEIVED)).filter(Objects::nonNull).mapToLong(JourneyStage::peer).findFirst()
                .orElse(NOBODY);
    }

    private Journey merge(List<JourneyMissing> missing) {
        place();
        order();
        long origin = line.first();
        JourneyPart any = leading == null ? parts.getFirst() : leading;
        String text = parts.stream().map(JourneyPart::text).filter(Objects::nonNull).findFirst().orElse(null);
        long total = line.last() - origin;
        return new Journey(any.index(), any.term(), any.type(), text, leader, Math.floorDiv(origin, 1_000), total, members(origin),
                critical(origin), quorum(origin), missing, notes);
    }

    /// Everybody on the leader's clock, as far as messages tell how.
    private void place() {
        if (leader == NOBODY) {
            notes.add(
                    "no member sent it to another, as far as is recorded: each had it by itself, and the times are by their own clocks");
        } else if (leading == null) {
            notes.add(
                    "the record of member " + id(leader) + ", which replicated it, is not there: the times are by the members' own clocks");
        }
        for (JourneyPart p : parts) {
            JourneyClock clock = p == leading || leading == null ? null : Clocks.compare(leading, p);
            if (clock != null) {
                clocks.put(p.member(), clock);
            } else if (p != leading && leading != null) {
                notes.add(
                        "no messages tell how far the clock of member " + id(p.member()) + " is from the leader's: it is shown by its own");
            }
            long shift = Clocks.at(p, 0) - (clock == null ? 0 : clock.offsetNanos());
            p.stages().forEach(stage -> line.add(p.member(), stage, shift));
        }
    }

    private static String id(long member) {
        return Long.toUnsignedString(member);
    }

    /// Messages first, in the order of the journey; then what each member did after what came.
    private void order() {
        for (JourneyPart p : parts) {
            line.order(line.find(p.member(), Stage.FORWARDED), line.find(leader, Stage.PROPOSAL_RECEIVED, p.member()));
        }
        local(leader, Stage.PROPOSAL_RECEIVED, Stage.APPENDED, Stage.WRITE_BEGUN, Stage.SYNCED);
        for (JourneyPart p : parts) {
            long m = p.member();
            if (m != leader) {
                line.order(line.find(leader, Stage.SENT, m), line.find(m, Stage.APPEND_RECEIVED, leader));
                local(m, Stage.APPEND_RECEIVED, Stage.APPENDED, Stage.WRITE_BEGUN, Stage.SYNCED, Stage.ACK_SENT);
                line.order(line.find(m, Stage.ACK_SENT, leader), line.find(leader, Stage.ACK_RECEIVED, m));
            }
        }
        Point committed = line.find(leader, Stage.COMMITTED);
        if (committed != null && committed.peer != 0) {
            line.order(line.find(leader, Stage.ACK_RECEIVED, committed.peer), committed);
        }
        for (JourneyPart p : parts) {
            if (p.member() != leader) {
                line.order(committed, line.find(p.member(), Stage.COMMITTED));
            }
            local(p.member(), Stage.COMMITTED, Stage.APPLIED, Stage.ANSWERED);
        }
        if (line.movedNanos() > 0) {
            notes.add("stages were moved by up to " + line.movedNanos() + " ns, so that none is before its cause"
                    + (line.movedNanos() <= error() ? ", within the clocks' error" : ": more than what is known of the clocks explains"));
        }
    }

    private long error() {
        return clocks.values().stream().mapToLong(JourneyClock::errorNanos).max().orElse(0);
    }

    private void local(long member, Stage... stages) {
        Point before = null;
        for (Stage stage : stages) {
            Point next = line.find(member, stage);
            line.order(before, next);
            before = next == null ? before : next;
        }
    }

    private List<JourneyMember> members(long origin) {
        List<JourneyMember> members = new ArrayList<>();
        for (JourneyPart p : parts) {
            String role = p.member() == leader ? "leader" : p.role().equals("learner") ? "learner" : "follower";
            members.add(new JourneyMember(p.member(), role, clocks.get(p.member()), line.of(p.member(), origin)));
        }
        members.sort(Comparator.<JourneyMember, Boolean>comparing(m -> m.id() != leader).thenComparing(JourneyMember::id,
                Long::compareUnsigned));
        return members;
    }

    private @Nullable JourneyQuorum quorum(long origin) {
        Point committed = line.find(leader, Stage.COMMITTED);
        if (leading == null || committed == null) {
            return null;
        }
        TreeSet<Long> voters = new TreeSet<>(Long::compareUnsigned);
        voters.addAll(leading.voters());
        voters.addAll(leading.votersOutgoing());
        TreeSet<Long> acknowledged = new TreeSet<>(Long::compareUnsigned);
        acknowledged.addAll(line.acknowledgedBy(leader, committed.nanos));
        Point synced = line.find(leader, Stage.SYNCED);
        if (synced != null && synced.nanos <= committed.nanos) {
            acknowledged.add(leader);
        }
        acknowledged.retainAll(voters);
        return new JourneyQuorum(committed.peer, List.copyOf(acknowledged), leading.voters(), leading.votersOutgoing(),
                committed.nanos - origin);
    }

    // The critical path.

    private List<JourneyStep> critical(long origin) {
        List<Point> path = new ArrayList<>();
        long asked = asked();
        request(asked, path);
        append(path);
        conclude(asked, path);
        List<JourneyStep> steps = new ArrayList<>();
        for (int i = 1; i < path.size(); i++) {
            Point a = path.get(i - 1);
            Point b = path.get(i);
            steps.add(new JourneyStep(a.member, a.stage.toString(), a.peer, a.nanos - origin, b.member, b.stage.toString(), b.peer,
                    b.nanos - origin));
        }
        return steps;
    }

    /// The member that was asked for the write; the leader if nobody was, or if it is not in the picture.
    private long asked() {
        return parts.stream().mapToLong(JourneyPart::member)
                .filter(m -> line.find(m, Stage.RECEIVED) != null || line.find(m, Stage.PROPOSED) != null).findFirst()
                .orElse(leading == null ? parts.getFirst().member() : leader);
    }

    private void request(long asked, List<Point> path) {
        add(path, line.find(asked, Stage.RECEIVED));
        add(path, line.find(asked, Stage.PROPOSED));
        if (asked != leader) {
            add(path, line.find(asked, Stage.FORWARDED));
        }
        add(path, line.find(leader, Stage.PROPOSAL_RECEIVED));
        add(path, line.find(leader, Stage.APPENDED));
    }

    /// By way of whose acknowledgement closed the quorum.
    private void append(List<Point> path) {
        Point committed = line.find(leader, Stage.COMMITTED);
        long closer = committed == null ? 0 : committed.peer;
        if (closer == leader) {
            add(path, line.find(leader, Stage.WRITE_BEGUN));
            add(path, line.find(leader, Stage.SYNCED));
        } else if (closer != 0) {
            add(path, line.find(leader, Stage.SENT, closer));
            add(path, line.find(closer, Stage.APPEND_RECEIVED));
            add(path, line.find(closer, Stage.APPENDED));
            add(path, line.find(closer, Stage.WRITE_BEGUN));
            add(path, line.find(closer, Stage.SYNCED));
            add(path, line.find(closer, Stage.ACK_SENT));
            add(path, line.find(leader, Stage.ACK_RECEIVED, closer));
        }
        add(path, committed);
    }

    private void conclude(long asked, List<Point> path) {
        if (asked != leader) {
            add(path, line.find(asked, Stage.COMMITTED));
        }
        add(path, line.find(asked, Stage.APPLIED));
        add(path, line.find(asked, Stage.ANSWERED));
    }

    /// What comes before the step before it was not waited for: it was sent or written again later, and only the first time is known.
    private static void add(List<Point> path, @Nullable Point next) {
        if (next != null && (path.isEmpty() || path.getLast().nanos <= next.nanos)) {
            path.add(next);
        }
    }
}
