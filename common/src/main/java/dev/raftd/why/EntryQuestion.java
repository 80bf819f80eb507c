package dev.raftd.why;

import dev.raftd.api.Evidence;
import dev.raftd.api.Evidence.EntryPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Why an entry is not committed, or not applied everywhere.
final class EntryQuestion {
    private final Scene scene;
    private final MemberTrouble trouble;
    private final ReplicationReasons reasons;
    private final Why.Led leader;
    private final List<Silent> silent;

    EntryQuestion(Scene scene, MemberTrouble trouble, ReplicationReasons reasons, Why.Led leader, List<Silent> silent) {
        this.scene = scene;
        this.trouble = trouble;
        this.reasons = reasons;
        this.leader = leader;
        this.silent = silent;
    }

    Diagnosis newest() {
        return answer(leader.status().log().lastIndex(), true);
    }

    Diagnosis entry(long index) {
        long last = leader.status().log().lastIndex();
        if (index > last) {
            return notThere(index, last);
        }
        return answer(index, false);
    }

    private Diagnosis answer(long index, boolean newest) {
        boolean committed = scene.members().stream().anyMatch(e -> e.status() != null && e.status().log().committed() >= index);
        return committed ? committed(index, newest) : uncommitted(index, newest);
    }

    private Diagnosis notThere(long index, long last) {
        List<Cause> causes = new ArrayList<>(formerLeaders(index));
        String answer = "there is no entry " + index + ": the newest is " + last;
        if (!causes.isEmpty()) {
            answer += "; " + Words.member(causes.getFirst().member()) + " has one that nobody will commit";
        }
        causes.addAll(blocks());
        boolean well = causes.isEmpty();
        causes.add(Cause.of(CauseCode.NOT_THERE, 0, "entry " + index + " was not appended by the leader of term " + leader.status().term(),
                List.of()));
        return diagnosis(index, answer, well, List.of(), List.of(), causes);
    }

    /// Those that have an entry of their own at the index, and lead no more.
    private List<Cause> formerLeaders(long index) {
        return scene.formerLeaders().stream().filter(e -> e.status() != null && e.status().log().lastIndex() >= index).map(this::deposed)
                .toList();
    }

    private Cause deposed(Evidence e) {
        return Cause.of(CauseCode.TERM_TOO_OLD, e.id(), Words.member(e.id()) + " believes to lead term " + e.term() + "; "
                + Words.member(leader.id()) + " leads term " + leader.status().term(),
                Words.member(e.id()) + ": " + Words.role(e.role()) + " at term " + e.term() + ", "
                        + trouble.between(leader.evidence(), e).map(Cause::sentence).orElse("it hears the leader again"));
    }

    // Not committed.

    private Diagnosis uncommitted(long index, boolean newest) {
        // an entry of an earlier term is committed by the first one of the leader's own
        long counted = Math.max(index, leader.leading().firstIndexOfTerm());
        List<VoterReason> voters = scene.voters().stream().map(id -> voter(id, counted)).toList();
        List<Cause> missing = scene.voters().stream().filter(id -> !reasons.has(id, counted)).map(id -> reasons.lacks(id, counted))
                .sorted(Order.BY_CODE).toList();
        List<Cause> causes = new ArrayList<>();
        joint(counted).ifPresent(causes::add);
        tooFew(missing).ifPresent(causes::add);
        missing.stream().filter(c -> c.code() != CauseCode.IN_FLIGHT).forEach(causes::add);
        causes.addAll(blocks());
        missing.stream().filter(c -> c.code() == CauseCode.IN_FLIGHT).forEach(causes::add);
        causes.addAll(formerLeaders(index));
        causes.addAll(withoutVote(counted));
        if (causes.isEmpty()) {
            causes.add(Cause.of(CauseCode.IN_FLIGHT, 0, "a majority has it: it is being committed", List.of()));
        }
        boolean isNormal = causes.getFirst().code() == CauseCode.IN_FLIGHT;
        return diagnosis(index, "entry " + index + (newest ? ", the newest," : "") + " is not committed", isNormal, arithmetic(counted),
                voters, causes);
    }

    /// Learners that have it count for nothing.
    private List<Cause> withoutVote(long index) {
        return scene.all().stream().filter(id -> !scene.voters().contains(id) && reasons.has(id, index))
                .map(id -> Cause.of(CauseCode.NOT_A_VOTER, id, Words.member(id) + " has the entry, and no vote", List.of())).toList();
    }

    /// Those that answer and are no members.
    private List<Cause> outsiders() {
        return scene.members().stream().filter(e -> !scene.all().contains(e.id())).map(e -> trouble.own(e).orElseGet(() -> Cause
                .of(CauseCode.NOT_A_VOTER, e.id(), Words.member(e.id()) + " is no member of the configuration", List.of()))).toList();
    }

    private List<String> arithmetic(long index) {
        return scene.halves().stream().map(half -> half.arithmetic(id -> reasons.has(id, index))).toList();
    }

    private VoterReason voter(long id, long index) {
        if (reasons.has(id, index)) {
            return new VoterReason(id, true, null, "it has the entry" + (id == leader.id() ? ", and leads" : ""));
        }
        Cause cause = reasons.lacks(id, index);
        return new VoterReason(id, false, cause.code(), cause.sentence());
    }

    /// One half waits for voters that the other one does not need.
    private Optional<Cause> joint(long index) {
        List<Half> lacking = scene.halves().stream().filter(half -> !half.isReached(id -> reasons.has(id, index))).toList();
        if (!scene.isJoint() || lacking.size() != 1) {
            return Optional.empty();
        }
        Half half = lacking.getFirst();
        List<Long> waited = half.voters().stream().filter(id -> !reasons.has(id, index)).toList();
        return Optional.of(Cause.of(CauseCode.JOINT_CONFIGURATION, 0,
                "the configuration is joint, and waits for " + (waited.size() == 1 ? "member " : "members ") + Words.ids(waited) + ": "
                        + half.arithmetic(id -> reasons.has(id, index)),
                "both halves have to agree: " + scene.halves()));
    }

    private Optional<Cause> tooFew(List<Cause> missing) {
        List<Long> gone = missing.stream().filter(c -> isGone(c.member())).map(Cause::member).toList();
        return scene.halves().stream().filter(half -> !half.isReached(id -> !gone.contains(id))).findFirst()
                .map(half -> Cause.of(CauseCode.QUORUM_LOST, 0,
                        "too few voters run: " + half.arithmetic(id -> !gone.contains(id)),
                        missing.stream().filter(c -> gone.contains(c.member())).flatMap(c -> c.evidence().stream()).toList()));
    }

    private boolean isGone(long id) {
        return scene.member(id) == null && !trouble.isThere(leader.evidence(), id);
    }

    // Committed.

    private Diagnosis committed(long index, boolean newest) {
        List<Long> late = scene.all().stream().filter(id -> !reasons.hasApplied(id, index)).toList();
        List<Cause> causes = new ArrayList<>();
        if (newest) {
            causes.addAll(blocks());
        }
        late.stream().map(id -> reasons.notApplied(id, index)).sorted(Order.BY_CODE).forEach(causes::add);
        formerLeaders(index).stream().filter(c -> !late.contains(c.member())).forEach(causes::add);
        if (newest) {
            scene.all().stream().filter(id -> !late.contains(id) && id != leader.id()).map(this::standing).flatMap(Optional::stream)
                    .sorted(Order.BY_CODE).forEach(causes::add);
            causes.addAll(outsiders());
        }
        List<Cause> overwritten = overwritten(index);
        boolean waits = causes.stream().anyMatch(c -> c.code() != CauseCode.IN_FLIGHT);
        causes.addAll(overwritten);
        String answer = "entry " + index + (newest ? ", the newest," : "") + " is committed and "
                + (late.isEmpty()
                        ? "applied everywhere"
                        : "not applied on " + (late.size() == 1 ? "member " : "members ") + Words.ids(late));
        List<VoterReason> voters = scene.voters().stream().map(id -> applied(id, index)).toList();
        if (causes.isEmpty()) {
            causes.add(well(index));
        }
        return diagnosis(index, answer, !waits, List.of(), voters, causes);
    }

    /// What is wrong with a member that has all, yet.
    private Optional<Cause> standing(long id) {
        Evidence e = scene.member(id);
        return e == null
                ? Optional.empty()
                : trouble.own(e).or(() -> trouble.seen(id, leader.evidence()))
                        .or(() -> trouble.apart(leader.evidence(), e));
    }

    private Cause well(long index) {
        boolean compacted = index < leader.status().log().firstIndex();
        return compacted
                ? Cause.of(CauseCode.COMPACTED, 0, "entry " + index + " is in the snapshots: the log begins at "
                        + leader.status().log().firstIndex(), List.of())
                : Cause.of(CauseCode.NOTHING_WAITS, 0, "nothing waits", List.of());
    }

    private VoterReason applied(long id, long index) {
        if (reasons.hasApplied(id, index)) {
            return new VoterReason(id, true, null, "it has applied the entry" + (id == leader.id() ? ", and leads" : ""));
        }
        Cause cause = reasons.notApplied(id, index);
        return new VoterReason(id, false, cause.code(), cause.sentence());
    }

    /// Members with another entry at the index, whose own will go.
    private List<Cause> overwritten(long index) {
        EntryPlace right = leader.evidence().entry();
        if (right == null || right.index() != index || right.term() == 0) {
            return List.of();
        }
        return scene.members().stream().filter(e -> isOther(e.entry(), right)).map(e -> Cause.of(CauseCode.OVERWRITTEN, e.id(),
                Words.member(e.id()) + " has another entry at " + index + ", of term " + e.entry().term() + ": the committed one of term "
                        + right.term() + " takes its place",
                List.of())).toList();
    }

    private static boolean isOther(EntryPlace place, EntryPlace right) {
        return place != null && place.index() == right.index() && place.term() != 0 && place.term() != right.term();
    }

    // What keeps the leader from taking more.

    private List<Cause> blocks() {
        List<Cause> causes = new ArrayList<>();
        trouble.own(leader.evidence()).ifPresent(causes::add);
        Evidence.Leading l = leader.leading();
        String who = Words.member(leader.id());
        if (leader.status().leadTransferee() != 0) {
            long to = leader.status().leadTransferee();
            causes.add(Cause.of(CauseCode.TRANSFER_IN_PROGRESS, leader.id(),
                    "leadership is being handed to member " + Words.id(to) + " since " + Words.time(l.transferMillis())
                            + ": writes wait for its end",
                    reasons.progress(to).map(p -> who + ": member " + Words.id(to) + " has the log up to " + p.match() + " of "
                            + leader.status().log().lastIndex()).orElse(who + " hands over")));
        }
        if (Scene.isRecent(leader.evidence(), l.limitHitAgoMillis())) {
            causes.add(Cause.of(CauseCode.UNCOMMITTED_LIMIT, leader.id(),
                    who + " takes no more writes: " + l.uncommittedBytes() + " of at most " + l.uncommittedBytesMax()
                            + " bytes are not committed",
                    who + ": it last refused one " + Words.time(l.limitHitAgoMillis()) + " ago"));
        }
        return causes;
    }

    private Diagnosis diagnosis(long index, String answer, boolean well, List<String> quorum, List<VoterReason> voters,
            List<Cause> causes) {
        return new Diagnosis(index, answer, well, quorum, voters, causes.stream().distinct().toList(), silent);
    }
}
