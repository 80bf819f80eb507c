package dev.raftd.why;

import dev.raftd.api.Evidence;
import dev.raftd.api.Evidence.Election;
import dev.raftd.api.Evidence.Link;
import dev.raftd.api.Evidence.Refusal;
import dev.raftd.api.StatusResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Why there is no leader.
final class ElectionReasons {
    private final Scene scene;
    private final MemberTrouble trouble;
    private final SortedMap<Long, Cause> troubles = new TreeMap<>(Long::compareUnsigned);

    ElectionReasons(Scene scene, MemberTrouble trouble) {
        this.scene = scene;
        this.trouble = trouble;
        scene.voters().forEach(id -> troubleOf(id).ifPresent(cause -> troubles.put(id, cause)));
    }

    private Optional<Cause> troubleOf(long id) {
        Evidence e = scene.member(id);
        if (e != null) {
            return trouble.own(e);
        }
        if (scene.members().stream().anyMatch(sayer -> trouble.isThere(sayer, id))) {
            return Optional.empty();
        }
        // whoever knows most of it
        return scene.members().stream().map(sayer -> trouble.seen(id, sayer)).flatMap(Optional::stream).min(Order.BY_CODE);
    }

    private boolean isWell(long id) {
        return !troubles.containsKey(id);
    }

    /// The first to be removed first; at least one.
    List<Cause> causes() {
        List<Cause> causes = new ArrayList<>();
        tooFew().ifPresent(causes::add);
        troubles.values().stream().sorted(Order.BY_CODE).forEach(causes::add);
        if (causes.isEmpty() || scene.hasQuorum(this::isWell)) {
            List<Cause> elections = elections();
            // what keeps a minority away keeps nobody from being elected
            causes.addAll(0, elections);
        }
        return causes;
    }

    private Optional<Cause> tooFew() {
        List<Half> lacking = scene.halves().stream().filter(half -> !half.isReached(this::isThere)).toList();
        if (lacking.isEmpty()) {
            return Optional.empty();
        }
        Half half = lacking.getFirst();
        String arithmetic = half.arithmetic(this::isThere);
        if (scene.isJoint() && lacking.size() == 1) {
            return Optional.of(Cause.of(CauseCode.JOINT_CONFIGURATION, 0, "the configuration is joint, and one half has no majority: "
                    + arithmetic, "halves " + scene.halves()));
        }
        return Optional.of(Cause.of(CauseCode.QUORUM_LOST, 0, "too few voters run to elect a leader: " + arithmetic,
                troubles.values().stream().filter(c -> !isThere(c.member())).flatMap(c -> c.evidence().stream()).toList()));
    }

    /// Whether it runs, whatever else is the matter with it.
    private boolean isThere(long id) {
        Cause cause = troubles.get(id);
        return cause == null || scene.member(id) != null;
    }

    private List<Cause> elections() {
        List<Cause> causes = new ArrayList<>();
        cutOff().ifPresent(causes::add);
        splitVote().ifPresent(causes::add);
        refused().ifPresent(causes::add);
        changeUnapplied().ifPresent(causes::add);
        silentLeader().ifPresent(causes::add);
        if (causes.isEmpty()) {
            causes.add(Cause.of(CauseCode.ELECTION_RUNNING, 0, "an election is under way: nothing keeps the voters from it", lines()));
        }
        return causes;
    }

    private List<String> lines() {
        return scene.voters().stream().map(scene::member).filter(e -> e != null).map(ElectionReasons::sentence).toList();
    }

    /// No voter has a quorum that it hears and that hears it.
    private Optional<Cause> cutOff() {
        boolean connected = scene.voters().stream()
                .anyMatch(one -> scene.hasQuorum(other -> passes(one, other) && passes(other, one)));
        boolean justStarted = scene.members().stream()
                .allMatch(e -> e.status() == null || e.status().uptimeMillis() < scene.recentMillis(e));
        if (connected || justStarted) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>();
        boolean oneWay = false;
        for (long one : scene.voters()) {
            for (long other : scene.voters()) {
                boolean heard = passes(one, other);
                oneWay |= heard && scene.member(other) != null && !passes(other, one);
                Evidence e = scene.member(one);
                if (!heard && e != null) {
                    lines.add(trouble.linkLine(e, other, Scene.link(e, other).orElse(null)));
                }
            }
        }
        return Optional.of(oneWay
                ? Cause.of(CauseCode.ONE_WAY, 0,
                        "no voter hears a majority that hears it: between some, messages pass in one direction only",
                        lines)
                : Cause.of(CauseCode.PARTITION, 0, "the voters run, and no majority of them reaches one another", lines));
    }

    /// Whether messages of `other` come to `one`, as far as is known: followers that trust a leader have nothing to say to one another.
    private boolean passes(long one, long other) {
        boolean isQuiet = trustsLeader(one) && trustsLeader(other);
        return scene.hears(one, other) || isQuiet && Scene.link(scene.member(one), other).filter(Link::connected).isPresent();
    }

    private boolean trustsLeader(long id) {
        Evidence e = scene.member(id);
        return e != null && e.election() != null && e.election().leaseHeld();
    }

    /// Several have votes of one term, and none has enough.
    private Optional<Cause> splitVote() {
        List<StatusResponse> statuses = scene.voters().stream().map(scene::member).filter(e -> e != null).map(Evidence::status)
                .filter(s -> s != null).toList();
        long term = statuses.stream().mapToLong(StatusResponse::term).max().orElse(0);
        SortedMap<Long, Set<Long>> byCandidate = new TreeMap<>(Long::compareUnsigned);
        statuses.stream().filter(s -> s.term() == term && s.vote() != 0)
                .forEach(s -> byCandidate.computeIfAbsent(s.vote(), _ -> new TreeSet<>(Long::compareUnsigned)).add(s.id()));
        boolean decided = byCandidate.values().stream().anyMatch(voters -> scene.hasQuorum(voters::contains));
        if (byCandidate.size() < 2 || decided) {
            return Optional.empty();
        }
        List<String> lines = byCandidate.entrySet().stream()
                .map(e -> Words.member(e.getKey()) + " has the votes of " + Words.ids(e.getValue()) + " at term " + term).toList();
        return Optional.of(Cause.of(CauseCode.SPLIT_VOTE, 0, "the votes of term " + term + " are split: nobody has a majority", lines));
    }

    private Optional<Cause> refused() {
        List<String> older = new ArrayList<>();
        List<String> lease = new ArrayList<>();
        for (Evidence e : scene.members()) {
            Election election = e.election();
            if (election == null || !scene.voters().contains(e.id())) {
                continue;
            }
            for (Refusal r : election.refusals()) {
                if (Scene.isRecent(e, r.agoMillis()) && scene.voters().contains(r.candidate())) {
                    sort(e, election, r, older, lease);
                }
            }
        }
        if (!older.isEmpty()) {
            return Optional
                    .of(Cause.of(CauseCode.LOG_TOO_OLD, 0, "whoever asks for votes has an older log than the voters it needs", older));
        }
        return lease.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Cause.of(CauseCode.PRE_VOTE_REJECTED, 0, "voters that heard of a leader lately give nobody else a promise", lease));
    }

    private static void sort(Evidence e, Election election, Refusal r, List<String> older, List<String> lease) {
        String to = Words.member(e.id()) + " refused " + Words.member(r.candidate()) + (r.pre() ? " a promise" : " its vote") + " for term "
                + r.term() + " " + Words.time(r.agoMillis()) + " ago: ";
        StatusResponse s = e.status();
        if (r.reason().equals("log_older") && s != null) {
            older.add(to + "its log ends at " + r.logTerm() + "/" + r.index() + ", the own one at " + election.lastTerm() + "/"
                    + s.log().lastIndex());
        } else if (r.reason().equals("lease")) {
            lease.add(to + "it heard of a leader less than an election timeout before");
        }
    }

    private Optional<Cause> changeUnapplied() {
        List<Evidence> waiting = scene.members().stream().filter(e -> e.election() != null && e.election().changeUnapplied()).toList();
        return waiting.isEmpty()
                ? Optional.empty()
                : Optional.of(Cause.of(CauseCode.CHANGE_UNAPPLIED, waiting.getFirst().id(), Words.member(waiting.getFirst().id())
                        + " has a change of the configuration to apply before it may be elected", lines()));
    }

    /// The others follow one that only whoever asks does not reach.
    private Optional<Cause> silentLeader() {
        SortedMap<Long, Set<Long>> followers = new TreeMap<>(Long::compareUnsigned);
        scene.members().stream().filter(e -> e.lead() != 0)
                .forEach(e -> followers.computeIfAbsent(e.lead(), _ -> new TreeSet<>(Long::compareUnsigned)).add(e.id()));
        return followers.entrySet().stream().filter(f -> scene.member(f.getKey()) == null).findFirst()
                .map(f -> troubles.containsKey(f.getKey())
                        ? troubles.get(f.getKey())
                        : Cause.of(CauseCode.LEADER_SILENT, f.getKey(), "members " + Words.ids(f.getValue()) + " follow "
                                + Words.member(f.getKey()) + ", which does not answer", lines()));
    }

    VoterReason voter(long id) {
        Cause cause = troubles.get(id);
        Evidence e = scene.member(id);
        if (cause != null) {
            return new VoterReason(id, false, cause.code(), cause.sentence());
        }
        CauseCode code = e != null && e.election() != null && e.election().leaseHeld() ? CauseCode.LEASE_HELD : CauseCode.ELECTION_RUNNING;
        return new VoterReason(id, false, e == null ? CauseCode.UNREACHABLE : code, e == null ? "it did not answer" : sentence(e));
    }

    static String sentence(Evidence e) {
        StatusResponse s = e.status();
        Election election = e.election();
        return Words.role(e.role()) + " at term " + e.term() + ", " + vote(s) + log(s, election)
                + (election != null && election.leaseHeld() ? ", still trusts " + Words.member(e.lead()) : "")
                + (election != null && !election.electable() ? ", cannot be elected" : "");
    }

    private static String vote(@Nullable StatusResponse s) {
        return s == null ? "says no more" : s.vote() == 0 ? "voted for nobody" : "voted for " + Words.id(s.vote());
    }

    private static String log(@Nullable StatusResponse s, @Nullable Election election) {
        return s == null || election == null ? "" : ", log ends at " + election.lastTerm() + "/" + s.log().lastIndex();
    }
}
