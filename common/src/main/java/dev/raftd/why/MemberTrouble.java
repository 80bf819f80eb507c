package dev.raftd.why;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.Evidence;
import dev.raftd.api.Evidence.Link;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a member does not take part, whoever leads: what it says about itself, and what the others see of it where it says nothing.
final class MemberTrouble {
    /// A turn or a write that lasts so many ticks is not usual.
    private static final int LASTING_TICKS = 2;
    /// Without a connection, nothing heard for so many ticks is enough.
    private static final int SILENT_TICKS = 3;

    private final Scene scene;

    MemberTrouble(Scene scene) {
        this.scene = scene;
    }

    /// What keeps the member's own work from being done.
    Optional<Cause> own(Evidence e) {
        Cause stuck = stuck(e);
        if (stuck != null) {
            return Optional.of(stuck);
        }
        String who = Words.member(e.id());
        Evidence.Writer disk = e.writer();
        if (disk.full()) {
            return Optional.of(Cause.of(CauseCode.DISK_FULL, e.id(), who + "'s disk is full: it appends no entries",
                    who + ": " + disk.freeBytes() + " bytes are free, " + disk.queued() + " writes wait for room"));
        }
        if (disk.stalledMillis() >= LASTING_TICKS * e.tickMillis()) {
            return Optional.of(Cause.of(CauseCode.DISK_STALLED, e.id(),
                    who + "'s disk has been stalled for " + Words.time(disk.stalledMillis()),
                    who + ": one write lasts, " + disk.queued() + " wait behind it; the last sync took " + Words.time(disk.syncMillis())));
        }
        return Optional.empty();
    }

    private static @Nullable Cause stuck(Evidence e) {
        String who = Words.member(e.id());
        Evidence.Loop loop = e.loop();
        if (ErrorCode.NODE_REMOVED.toString().equals(e.unfit())) {
            return Cause.of(CauseCode.REMOVED, e.id(), who + " was removed from the cluster", who + ": it says so itself");
        }
        if (ErrorCode.STATE_DIFFERS.toString().equals(e.unfit())) {
            return Cause.of(CauseCode.STATE_DIFFERS, e.id(), who + "'s store is not the one that a majority has: it serves nothing",
                    who + ": it stands aside in elections");
        }
        if (loop.turnMillis() >= LASTING_TICKS * e.tickMillis()) {
            String turn = who + ": the present turn of its raft loop lasts " + Words.time(loop.turnMillis()) + "; " + loop.queued()
                    + " events wait";
            return loop.applying() > 0
                    ? Cause.of(CauseCode.APPLY_STUCK, e.id(),
                            who + " has been applying entry " + loop.applying() + " for " + Words.time(loop.turnMillis()), turn)
                    : Cause.of(CauseCode.PAUSED, e.id(), who + "'s raft loop has stood still for " + Words.time(loop.turnMillis()), turn);
        }
        if (loop.full()) {
            return Cause.of(CauseCode.MAILBOX_FULL, e.id(), who + "'s mailbox is full: messages to it are dropped",
                    who + ": " + loop.queued() + " events wait for its raft loop");
        }
        return null;
    }

    /// That it stood still a moment ago explains what is not explained otherwise.
    static Optional<Cause> stoodStill(Evidence e) {
        Evidence.Loop loop = e.loop();
        if (!Scene.isRecent(e, loop.lateAgoMillis())) {
            return Optional.empty();
        }
        String who = Words.member(e.id());
        return Optional
                .of(Cause.of(CauseCode.PAUSED, e.id(), who + " stood still for " + Words.time(loop.lateMillis()) + " and goes on since "
                        + Words.time(loop.lateAgoMillis()), who + ": a tick came " + Words.time(loop.lateMillis()) + " too late"));
    }

    /// What others see of a member: its cluster, its refusals, whether it is there.
    ///
    /// @param sayer who needs it
    Optional<Cause> seen(long id, @Nullable Evidence sayer) {
        Evidence foreign = scene.foreign(id);
        Link link = Scene.link(sayer, id).orElse(null);
        if (foreign != null) {
            return Optional.of(Cause.of(CauseCode.WRONG_CLUSTER, id, "what answers for member " + Words.id(id) + " is of another cluster",
                    Words.member(id) + ": it says that its cluster is " + foreign.clusterId()));
        }
        Cause refused = link == null ? null : refused(link, sayer);
        if (refused != null) {
            return Optional.of(refused);
        }
        Evidence e = scene.member(id);
        return e == null ? absent(id, sayer, link) : Optional.empty();
    }

    /// A peer port that says no.
    private static @Nullable Cause refused(Link link, Evidence sayer) {
        String who = Words.member(link.peer());
        String line = Words.member(sayer.id()) + ": " + who + " at " + link.url() + " refuses it: " + link.detail();
        return switch (link.cause()) {
            case "wrong_cluster" ->
                Cause.of(CauseCode.WRONG_CLUSTER, link.peer(), "at " + who + "'s peer URL answers another cluster", line);
            case "node_removed" -> Cause.of(CauseCode.REMOVED, sayer.id(), Words.member(sayer.id()) + " was removed, says " + who, line);
            case "data_missing", "data_rolled_back" ->
                Cause.of(CauseCode.LOST_DATA, sayer.id(), Words.member(sayer.id()) + " lost data, says " + who, line);
            case "receiver_lost_data" -> Cause.of(CauseCode.LOST_DATA, link.peer(), who + " lost data", line);
            case "malformed", "wrong_version", "wrong_receiver", "own_id", "unknown_member" ->
                Cause.of(CauseCode.HANDSHAKE_REFUSED, link.peer(), who + " refuses the connection: " + link.cause(), line);
            default -> null;
        };
    }

    private Optional<Cause> absent(long id, @Nullable Evidence sayer, @Nullable Link link) {
        Silent silent = scene.silent(id);
        if (silent == null || sayer != null && isThere(sayer, id)) {
            return Optional.empty(); // only whoever asks does not reach it
        }
        String who = Words.member(id);
        String asked = "asked at " + (silent.url() == null ? "no URL" : silent.url()) + ": " + silent.detail();
        if (silent.how() == Silent.How.NO_ANSWER && (link == null || !link.cause().equals("connection_refused"))) {
            return Optional.of(Cause.of(CauseCode.PAUSED, id, who + " takes connections and says nothing" + lastHeard(sayer, id), asked,
                    sayerLine(sayer, id, link)));
        }
        return Optional.of(Cause.of(CauseCode.UNREACHABLE, id, who + " is unreachable" + linkSince(link), asked,
                sayerLine(sayer, id, link)));
    }

    private String sayerLine(@Nullable Evidence sayer, long id, @Nullable Link link) {
        return sayer == null ? "nobody that answers has heard of " + Words.member(id) : linkLine(sayer, id, link);
    }

    /// Whether a member that says nothing to whoever asks speaks to that one.
    boolean isThere(Evidence sayer, long id) {
        boolean isDown = Scene.link(sayer, id).filter(link -> !link.connected()).isPresent();
        long longest = sayer == scene.leader() ? SILENT_TICKS * sayer.tickMillis() : scene.recentMillis(sayer);
        return !isDown && scene.heardAgoMillis(sayer, id).filter(ago -> ago <= longest).isPresent();
    }

    private String lastHeard(@Nullable Evidence sayer, long id) {
        return sayer == null
                ? ""
                : scene.heardAgoMillis(sayer, id)
                        .map(ago -> "; " + Words.member(sayer.id()) + " last heard of it " + Words.time(ago) + " ago").orElse("");
    }

    static String linkSince(@Nullable Link link) {
        return link == null || link.connected() ? "" : " since " + Words.time(link.sinceMillis());
    }

    /// What a member says about its way to another.
    String linkLine(Evidence sayer, long id, @Nullable Link link) {
        String heard = scene.heardAgoMillis(sayer, id).map(ago -> "heard " + Words.time(ago) + " ago").orElse("never heard");
        String way = link == null
                ? ""
                : link.connected()
                        ? "connected since " + Words.time(link.sinceMillis()) + ", "
                        : "not connected since " + Words.time(link.sinceMillis()) + " (" + link.cause() + "), ";
        return Words.member(sayer.id()) + " to " + Words.member(id) + ": " + way + heard;
    }

    /// Why two members that both answer do not reach one another: who stood still was not heard, and goes on.
    Optional<Cause> apart(Evidence one, Evidence other) {
        Optional<Cause> between = between(one, other);
        return between.isEmpty() ? between : stoodStill(other).or(() -> stoodStill(one)).or(() -> between);
    }

    /// Of two members that both answer, whether messages pass between them.
    Optional<Cause> between(Evidence one, Evidence other) {
        long back = scene.heardAgoMillis(one, other.id()).orElse(Scene.NEVER_MILLIS);
        long there = scene.heardAgoMillis(other, one.id()).orElse(Scene.NEVER_MILLIS);
        Link link = Scene.link(one, other.id()).orElse(null);
        boolean isDown = link != null && !link.connected() && back > SILENT_TICKS * one.tickMillis();
        boolean hearsBack = passes(back, there, one.electionMillis());
        boolean hearsThere = passes(there, back, one.electionMillis());
        if (hearsBack && hearsThere && !isDown) {
            return Optional.empty();
        }
        String[] lines = {linkLine(one, other.id(), link), linkLine(other, one.id(), Scene.link(other, one.id()).orElse(null))};
        if (hearsBack != hearsThere) {
            long from = hearsThere ? other.id() : one.id();
            long to = hearsThere ? one.id() : other.id();
            Evidence sender = hearsThere ? other : one;
            Link cut = Scene.link(sender, to).filter(l -> !l.connected()).orElse(null);
            if (cut != null) {
                return Optional.of(Cause.of(CauseCode.UNREACHABLE, other.id(), "member " + Words.id(from) + " is not connected to member "
                        + Words.id(to) + linkSince(cut) + "; the other way messages pass", lines));
            }
            return Optional.of(Cause.of(CauseCode.ONE_WAY, other.id(), "messages of member " + Words.id(from) + " do not reach member "
                    + Words.id(to) + "; the other way they pass", lines));
        }
        return Optional.of(Cause.of(CauseCode.UNREACHABLE, other.id(),
                Words.member(other.id()) + " runs and is unreachable from " + Words.member(one.id()) + linkSince(link), lines));
    }

    /// A follower that misses its leader speaks once a campaign: that is seldom, and yet clearly later than the leader was heard.
    ///
    /// @param agoMillis  since it was heard
    /// @param backMillis since the other one heard
    private static boolean passes(long agoMillis, long backMillis, long electionMillis) {
        return agoMillis <= electionMillis
                || agoMillis <= Scene.RECENT_TIMEOUTS * electionMillis && agoMillis + electionMillis / 2 < backMillis;
    }
}
