package dev.raftd.why;

import dev.raftd.api.Evidence;
import java.util.ArrayList;
import java.util.List;

/// Why linearizable reads wait.
final class ReadQuestion {
    private final Scene scene;
    private final MemberTrouble trouble;
    private final ReplicationReasons reasons;
    private final Why.Led leader;
    private final List<Silent> silent;

    ReadQuestion(Scene scene, MemberTrouble trouble, ReplicationReasons reasons, Why.Led leader, List<Silent> silent) {
        this.scene = scene;
        this.trouble = trouble;
        this.reasons = reasons;
        this.leader = leader;
        this.silent = silent;
    }

    Diagnosis answer() {
        List<Cause> causes = new ArrayList<>();
        early(causes);
        unconfirmed(causes);
        stale(causes);
        asking(causes);
        applying(causes);
        List<VoterReason> voters = scene.voters().stream().map(this::voter).toList();
        List<String> quorum = scene.halves().stream().map(half -> half.arithmetic(this::isHeard)).toList();
        boolean well = causes.isEmpty();
        if (well) {
            causes.add(Cause.of(CauseCode.NOTHING_WAITS, 0, "no read waits", List.of()));
        }
        String sentence = well ? "no read waits: " + Words.member(leader.id()) + " is confirmed as the leader" : "reads wait";
        return new Diagnosis(0, sentence, well, quorum, voters, causes.stream().distinct().toList(), silent);
    }

    private boolean isHeard(long id) {
        return id == leader.id() || scene.heardAgoMillis(leader.evidence(), id)
                .filter(ago -> ago <= leader.evidence().electionMillis() / 2).isPresent();
    }

    private VoterReason voter(long id) {
        if (isHeard(id)) {
            return new VoterReason(id, true, null, id == leader.id() ? "it leads" : "it confirms the leader");
        }
        Cause cause = reasons.notHeard(id);
        return new VoterReason(id, false, cause.code(), cause.sentence());
    }

    private void early(List<Cause> causes) {
        if (leader.leading().readsEarly() > 0) {
            long first = leader.leading().firstIndexOfTerm();
            causes.add(Cause.of(CauseCode.READ_BEFORE_COMMIT, leader.id(),
                    Words.reads(leader.leading().readsEarly()) + " until " + Words.member(leader.id()) + " has committed entry " + first
                            + ", the first of its term",
                    scene.halves().stream().map(half -> half.arithmetic(id -> reasons.has(id, first))).toList()));
            scene.voters().stream().filter(id -> !reasons.has(id, first)).map(id -> reasons.lacks(id, first)).sorted(Order.BY_CODE)
                    .forEach(causes::add);
        }
    }

    private void unconfirmed(List<Cause> causes) {
        boolean quorum = scene.hasQuorum(this::isHeard);
        if (leader.leading().readsUnconfirmed() == 0 && quorum) {
            return;
        }
        if (!quorum) {
            causes.add(Cause.of(CauseCode.READ_UNCONFIRMED, leader.id(),
                    Words.reads(leader.leading().readsUnconfirmed()) + " for a majority to confirm that " + Words.member(leader.id())
                            + " still leads: " + scene.halves().getFirst().arithmetic(this::isHeard),
                    scene.voters().stream().filter(id -> id != leader.id())
                            .map(id -> trouble.linkLine(leader.evidence(), id, Scene.link(leader.evidence(), id).orElse(null))).toList()));
            scene.voters().stream().filter(id -> !isHeard(id)).map(reasons::notHeard).sorted(Order.BY_CODE).forEach(causes::add);
        }
    }

    /// Reads at one that believes to lead.
    private void stale(List<Cause> causes) {
        scene.formerLeaders().forEach(e -> causes.add(Cause.of(CauseCode.TERM_TOO_OLD, e.id(),
                Words.member(e.id()) + " believes to lead term " + e.term() + ", which is over: its reads are never confirmed",
                trouble.between(leader.evidence(), e).map(Cause::evidence).orElse(List.of()))));
    }

    /// Members that asked the leader and have no answer for longer than it takes.
    private void asking(List<Cause> causes) {
        for (Evidence e : scene.members()) {
            Evidence.Waiting w = e.waiting();
            if (e != leader.evidence() && w != null && w.readsAsked() > 0 && w.readsAskedMillis() > 2 * e.tickMillis()) {
                causes.add(reasons.notHeard(e.id()));
            }
        }
    }

    private void applying(List<Cause> causes) {
        for (Evidence e : scene.members()) {
            Evidence.Waiting w = e.waiting();
            if (w != null && e.status() != null && w.readsKnown() > 0) {
                causes.add(Cause.of(CauseCode.READ_WAITS_FOR_APPLY, e.id(),
                        Words.reads(w.readsKnown()) + " until " + Words.member(e.id()) + " has applied entry " + w.readIndex()
                                + "; it is at "
                                + e.status().log().applied(),
                        List.of()));
                causes.add(reasons.notApplied(e.id(), w.readIndex()));
            }
        }
    }
}
