package dev.raftd.server.replica;

import dev.raftd.InvariantError;
import dev.raftd.api.ErrorCode;
import dev.raftd.confchange.ConfChangeException;
import dev.raftd.raft.RawNode;
import dev.raftd.raftpb.ConfChangeV2;
import dev.raftd.raftpb.ConfState;
import dev.raftd.server.kv.Course;
import dev.raftd.server.kv.MemberInfo;
import dev.raftd.tracker.ProgressState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Which changes of the membership a leader proposes: those that make sense, one at a time, and that leave a quorum of healthy voters.
///
/// A voter is healthy if it was heard from lately; a learner, if it has caught up besides. Only the last rule gives way to force.
/// For the time of one turn of the raft loop.
final class ChangeRules {
    private static final String NOW = "now";
    private static final String THEN = "then";
    private static final String CAUGHT_UP = "caught up";
    private static final String AFTER_THAT = "after that";

    private final View view;
    private final RawNode raft;
    private final LongPredicate isActive;
    private final long lagMax;
    private final @Nullable String pending;

    /// @param isActive     whether a member was heard from lately; true for this one
    /// @param lagMax       entries by which a member may lag and yet count as caught up
    /// @param pending  what a change has to wait for; null for nothing that is known here
    ChangeRules(View view, RawNode raft, LongPredicate isActive, long lagMax, @Nullable String pending) {
        this.view = view;
        this.raft = raft;
        this.isActive = isActive;
        this.lagMax = lagMax;
        this.pending = pending;
    }

    Assessment assess(MemberChange change) {
        List<Electorate> stages = new ArrayList<>();
        stages.add(new Electorate(NOW, view.conf(), this::isHealthy));
        Failure impossible = impossible(change);
        if (impossible != null) {
            return new Assessment(change, stages, impossible, false, null, null);
        }
        addStages(change, stages);
        return judged(new Assessment(change, stages, null, false, null, note(change)));
    }

    // What no force gets the better of.

    private @Nullable Failure impossible(MemberChange change) {
        Failure failure = switch (change) {
            case MemberChange.Add add -> arrival(add, 0);
            case MemberChange.Replace replace -> replacement(replace);
            case MemberChange.Promote promote -> learner(promote.id());
            case MemberChange.Remove remove -> removal(remove.id());
            case MemberChange.TakePlace place -> learner(place.id());
        };
        return failure != null ? failure : pending();
    }

    private @Nullable Failure pending() {
        if (!view.conf().votersOutgoing().isEmpty()) {
            return refused("a change through a joint configuration is under way: wait until it is done");
        }
        return pending == null ? null : refused(pending + ": wait until it is done");
    }

    private @Nullable Failure arrival(MemberChange.Arrival arrival, long replaced) {
        long id = arrival.id();
        if (id < 1) {
            return Failure.notApplied(ErrorCode.INVALID_ARGUMENT, "a member's id is from 1 to 2^63-1");
        }
        if (arrival.peerUrl().isEmpty()) {
            return Failure.notApplied(ErrorCode.INVALID_ARGUMENT, "a member has a peer URL");
        }
        if (view.isMember(id)) {
            return exists("member " + text(id) + " exists");
        }
        if (view.root().wasRemoved(id)) {
            return exists("member " + text(id) + " was removed: its id is never used again");
        }
        for (MemberInfo member : view.root().members().values()) {
            if (same(member.peerUrl(), arrival.peerUrl()) && member.id() != replaced) {
                return exists("member " + text(member.id()) + " has the peer URL " + member.peerUrl());
            }
            if (same(member.clientUrl(), arrival.peerUrl())) {
                return Failure.notApplied(ErrorCode.PEER_URL_REFUSED,
                        "member " + text(member.id()) + " serves clients at " + member.clientUrl());
            }
        }
        return null;
    }

    private static boolean same(@Nullable String a, String b) {
        return a != null && withoutSlash(a).equals(withoutSlash(b));
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private @Nullable Failure replacement(MemberChange.Replace replace) {
        long old = replace.old();
        if (!view.isMember(old)) {
            return unknownMember(old);
        }
        if (view.isLearner(old)) {
            return refused("member " + text(old) + " does not vote: remove it, and add another one");
        }
        for (MemberInfo member : view.root().members().values()) {
            if (member.course().equals(Course.replaces(old))) {
                return refused("member " + text(member.id()) + " takes the place of member " + text(old) + " already");
            }
        }
        return arrival(replace, old);
    }

    private @Nullable Failure learner(long id) {
        if (view.isLearner(id)) {
            return null;
        }
        return view.isVoter(id) ? refused("member " + text(id) + " votes already") : unknownMember(id);
    }

    private @Nullable Failure removal(long id) {
        if (!view.isMember(id)) {
            return unknownMember(id);
        }
        return view.conf().voters().equals(List.of(id)) ? refused("member " + text(id) + " is the only voter") : null;
    }

    // What comes of it.

    private void addStages(MemberChange change, List<Electorate> stages) {
        try {
            ConfState next = Reconfiguration.after(view.conf(), change.proposal().asV2());
            stages.add(new Electorate(THEN, next, this::isHealthy));
            switch (change) {
                case MemberChange.Add add -> {
                    if (!add.learner()) {
                        addStages(new MemberChange.Promote(add.id()), add.id(), next, stages);
                    }
                }
                case MemberChange.Replace r -> addStages(new MemberChange.TakePlace(r.old(), r.id()), r.id(), next, stages);
                case MemberChange.TakePlace t ->
                    stages.add(new Electorate(AFTER_THAT, Reconfiguration.after(next, ConfChangeV2.leaveJoint()), this::isHealthy));
                case MemberChange.Promote p -> {}
                case MemberChange.Remove r -> {}
            }
        } catch (ConfChangeException e) {
            throw new InvariantError("a change that is possible is not: " + change + " to " + view.conf() + ": " + e.getMessage());
        }
    }

    /// What the leader goes on with once the new member is healthy.
    private void addStages(MemberChange later, long arrived, ConfState conf, List<Electorate> stages) throws ConfChangeException {
        LongPredicate healthyThen = id -> id == arrived || isHealthy(id);
        ConfState next = Reconfiguration.after(conf, later.proposal().asV2());
        stages.add(new Electorate(CAUGHT_UP, next, healthyThen));
        if (!next.votersOutgoing().isEmpty()) {
            stages.add(new Electorate(AFTER_THAT, Reconfiguration.after(next, ConfChangeV2.leaveJoint()), healthyThen));
        }
    }

    private @Nullable String note(MemberChange change) {
        boolean ofLeader = change instanceof MemberChange.Remove(long id) && id == view.leader();
        return ofLeader
                ? "member " + text(change.id()) + " leads: the others elect another leader first; 'raftctl transfer' beforehand is quicker"
                : null;
    }

    // What only force gets the better of.

    private Assessment judged(Assessment a) {
        return switch (a.change()) {
            case MemberChange.Arrival arrival -> a;
            case MemberChange.Promote promote -> caughtUp(withQuorum(a), promote.id());
            case MemberChange.TakePlace place -> caughtUp(withQuorum(a), place.id());
            case MemberChange.Remove remove -> withQuorum(a);
        };
    }

    private Assessment withQuorum(Assessment a) {
        for (Electorate stage : a.stages().subList(1, a.stages().size())) {
            String lack = stage.lack();
            if (lack != null) {
                return a.refused(refused(lack), true, stage.risk());
            }
        }
        return a;
    }

    private Assessment caughtUp(Assessment a, long id) {
        String lag = lag(id);
        if (lag == null) {
            return a;
        }
        String risk = a.risk();
        return a.refused(refused("member " + text(id) + " is not ready to vote: " + lag), true,
                risk != null ? risk : "member " + text(id) + " counts as a voter at once: writes may have to wait for it");
    }

    // Health.

    private boolean isHealthy(long id) {
        return isActive.test(id) && (view.isVoter(id) || lag(id) == null);
    }

    /// What keeps a learner from being promoted; null if nothing does.
    @Nullable
    String lag(long id) {
        String[] lag = {"not a member yet"};
        long last = raft.logState().lastIndex();
        raft.withProgress((peer, progress) -> {
            if (peer == id) {
                long behind = last - progress.match();
                boolean active = isActive.test(id);
                boolean near = behind <= lagMax && progress.state() == ProgressState.REPLICATE;
                lag[0] = active && near ? "" : behind + " entries behind" + (active ? "" : ", not heard from");
            }
        });
        return lag[0].isEmpty() ? null : lag[0];
    }

    private static Failure unknownMember(long id) {
        return Failure.notApplied(ErrorCode.MEMBER_NOT_FOUND, "there is no member " + text(id));
    }

    private static Failure exists(String detail) {
        return Failure.notApplied(ErrorCode.MEMBER_EXISTS, detail);
    }

    private static Failure refused(String detail) {
        return Failure.notApplied(ErrorCode.CONF_CHANGE_REFUSED, detail);
    }

    private static String text(long id) {
        return Long.toUnsignedString(id);
    }
}
