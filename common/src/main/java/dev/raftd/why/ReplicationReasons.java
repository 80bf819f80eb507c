package dev.raftd.why;

import dev.raftd.api.Evidence;
import dev.raftd.api.Evidence.Lag;
import dev.raftd.api.Evidence.Leading;
import dev.raftd.api.Evidence.Link;
import dev.raftd.api.PeerStatus;
import dev.raftd.api.RaftLogStatus;
import dev.raftd.api.StatusResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a member lacks an entry that the leader has, or has not applied it.
final class ReplicationReasons {
    /// A member that lacks so many entries is behind; less is on its way.
    private static final long BEHIND_ENTRIES = 100;

    private final Scene scene;
    private final MemberTrouble trouble;
    private final Evidence leader;
    private final StatusResponse status;
    private final Leading leading;

    ReplicationReasons(Scene scene, MemberTrouble trouble, Evidence leader, StatusResponse status, Leading leading) {
        this.scene = scene;
        this.trouble = trouble;
        this.leader = leader;
        this.status = status;
        this.leading = leading;
    }

    Optional<PeerStatus> progress(long id) {
        return status.peers().stream().filter(p -> p.id() == id).findFirst();
    }

    /// Whether the leader knows that it has the entry.
    boolean has(long id, long index) {
        return progress(id).filter(p -> p.match() >= index).isPresent();
    }

    /// Whether it has applied the entry, as far as it says so.
    boolean hasApplied(long id, long index) {
        Evidence e = scene.member(id);
        return e != null && e.status() != null && e.status().log().applied() >= index;
    }

    /// Why it has not got the entry.
    Cause lacks(long id, long index) {
        Evidence e = scene.member(id);
        Optional<Cause> first = e == null ? Optional.empty() : trouble.own(e);
        return first.or(() -> trouble.seen(id, leader))
                .or(() -> e == null || e == leader ? Optional.empty() : asSeenByBoth(e))
                .or(() -> e == null ? Optional.empty() : notYetDurable(e, index))
                .or(() -> progress(id).flatMap(p -> byProgress(p, index)))
                .or(() -> e == null ? Optional.empty() : MemberTrouble.stoodStill(e))
                .or(() -> progress(id).map(p -> late(p, index)))
                .orElseGet(() -> Cause.of(CauseCode.NOT_A_VOTER, id, Words.member(id) + " is not known to the leader as a member"));
    }

    /// Why it does not confirm that the leader leads.
    Cause notHeard(long id) {
        Evidence e = scene.member(id);
        return (e == null ? Optional.<Cause>empty() : trouble.own(e)).or(() -> trouble.seen(id, leader))
                .or(() -> e == null || e == leader ? Optional.empty() : asSeenByBoth(e))
                .or(() -> e == null ? Optional.empty() : MemberTrouble.stoodStill(e))
                .orElseGet(() -> Cause.of(CauseCode.UNREACHABLE, id, Words.member(id) + " does not answer the leader's heartbeats",
                        trouble.linkLine(leader, id, Scene.link(leader, id).orElse(null))));
    }

    private Optional<Cause> asSeenByBoth(Evidence e) {
        Optional<Cause> between = trouble.apart(leader, e);
        if (between.isEmpty() && e.term() > leader.term()) {
            return Optional.of(Cause.of(CauseCode.TERM_TOO_OLD, e.id(),
                    "the leader's term " + leader.term() + " is older than " + Words.member(e.id()) + "'s, " + e.term()
                            + ": it takes nothing from it",
                    Words.member(e.id()) + ": " + Words.role(e.role()) + " at term " + e.term()));
        }
        return between;
    }

    /// The log writer has it, and the disk has not.
    private static Optional<Cause> notYetDurable(Evidence e, long index) {
        RaftLogStatus log = e.status() == null ? null : e.status().log();
        if (log == null || log.lastIndex() < index || log.stableIndex() >= index) {
            return Optional.empty();
        }
        String who = Words.member(e.id());
        return Optional.of(Cause.of(CauseCode.LOG_WRITER_QUEUE, e.id(),
                who + "'s log writer has " + (log.lastIndex() - log.stableIndex()) + " entries that are not durable yet",
                who + ": durable up to " + log.stableIndex() + " of " + log.lastIndex() + ", " + e.writer().queued()
                        + " writes wait; the last sync took " + Words.time(e.writer().syncMillis())));
    }

    private Optional<Cause> byProgress(PeerStatus p, long index) {
        String line = progressLine(p);
        Link link = Scene.link(leader, p.id()).orElse(null);
        String who = Words.member(p.id());
        if (p.match() >= index) {
            return Optional.empty();
        }
        if (p.state().equals("StateSnapshot")) {
            return Optional.of(Cause.of(CauseCode.SNAPSHOT_PENDING, p.id(), who + " gets the snapshot of index " + p.pendingSnapshot()
                    + percent(link), line));
        }
        if (p.state().equals("StateProbe")) {
            return Optional.of(probing(p, line));
        }
        if (p.inflightsFull()) {
            return Optional.of(Cause.of(CauseCode.WINDOW_FULL, p.id(), "all " + p.inflights() + " appends to " + who
                    + " that may be unanswered are", line));
        }
        if (link != null && link.queued() >= link.queuedMax()) {
            return Optional
                    .of(Cause.of(CauseCode.SEND_QUEUE_FULL, p.id(), link.queued() + " messages to " + who + " wait to be sent", line));
        }
        return Optional.empty();
    }

    private Cause probing(PeerStatus p, String line) {
        String who = Words.member(p.id());
        return leading.rejections().stream().filter(r -> r.peer() == p.id()).findFirst()
                .map(r -> Cause.of(CauseCode.PROBING, p.id(),
                        who + "'s log is probed at " + (p.next() - 1) + " after it rejected an append at "
                                + r.index(),
                        line,
                        "member " + Words.id(leader.id()) + ": rejected " + Words.time(r.agoMillis()) + " ago; its log may match up to "
                                + r.hint()))
                .orElseGet(() -> Cause.of(CauseCode.PROBING, p.id(), who + "'s log is probed at " + (p.next() - 1)
                        + ", and nothing has come back", line));
    }

    private static String percent(@Nullable Link link) {
        Evidence.SnapshotProgress s = link == null ? null : link.snapshot();
        return s == null || s.totalBytes() == 0
                ? ", none of which is on its way now"
                : ": " + 100 * s.sentBytes() / s.totalBytes() + " % of " + s.totalBytes() + " bytes";
    }

    private String progressLine(PeerStatus p) {
        return Words.member(leader.id()) + " of " + Words.member(p.id()) + ": " + p.state() + " match=" + p.match() + " next=" + p.next()
                + " inflight=" + p.inflights() + "/" + leading.inflightsMax() + (p.paused() ? " paused" : "")
                + (p.pendingSnapshot() == 0 ? "" : " snapshot=" + p.pendingSnapshot()) + (p.recentActive() ? "" : " inactive");
    }

    private Cause late(PeerStatus p, long index) {
        long lacks = index - p.match();
        String amount = leading.lags().stream().filter(l -> l.peer() == p.id()).findFirst().map(ReplicationReasons::amount)
                .orElse(lacks + " entries");
        String who = Words.member(p.id());
        return lacks >= BEHIND_ENTRIES
                ? Cause.of(CauseCode.BEHIND, p.id(), who + " is behind by " + amount, progressLine(p))
                : Cause.of(CauseCode.IN_FLIGHT, p.id(), "the entries after " + p.match() + " are on their way to " + who, progressLine(p));
    }

    private static String amount(Lag lag) {
        return lag.entries() + " entries, " + (lag.atLeast() ? "more than " : "") + lag.bytes() + " bytes";
    }

    /// Why it has not applied an entry that is committed.
    Cause notApplied(long id, long index) {
        Evidence e = scene.member(id);
        RaftLogStatus log = e == null || e.status() == null ? null : e.status().log();
        if (log == null || log.stableIndex() < index || log.committed() < index) {
            return lacksForApplying(id, index);
        }
        String who = Words.member(id);
        return trouble.own(e).orElseGet(() -> Cause.of(CauseCode.APPLY_BEHIND, id,
                who + " has entry " + index + " and has applied up to " + log.applied(),
                who + ": committed=" + log.committed() + " applying=" + log.applying() + " applied=" + log.applied()));
    }

    private Cause lacksForApplying(long id, long index) {
        Evidence e = scene.member(id);
        boolean silent = e == null || e.status() == null;
        if (!silent || !has(id, index)) {
            return lacks(id, index);
        }
        return (e == null ? Optional.<Cause>empty() : trouble.own(e)).or(() -> trouble.seen(id, leader)).orElseGet(() -> Cause.of(
                CauseCode.UNREACHABLE, id, Words.member(id) + " has the entry, and does not say what it has applied",
                progress(id).map(this::progressLine).orElse("")));
    }
}
