package dev.raftd.why;

import dev.raftd.api.Evidence;
import dev.raftd.api.StatusResponse;
import java.util.List;

/// Finds the cause.
public final class Why {
    private Why() {}

    /// @throws IllegalArgumentException if no member answered
    public static Diagnosis diagnose(Survey survey, Question question) {
        if (survey.evidence().isEmpty()) {
            throw new IllegalArgumentException("no member answered");
        }
        Scene scene = new Scene(survey);
        MemberTrouble trouble = new MemberTrouble(scene);
        Evidence leader = scene.leader();
        if (leader == null) {
            return withoutLeader(scene, trouble, survey, question);
        }
        StatusResponse status = leader.status();
        Evidence.Leading leading = leader.leading();
        if (status == null || leading == null) {
            return mute(scene, trouble, leader, survey);
        }
        ReplicationReasons reasons = new ReplicationReasons(scene, trouble, leader, status, leading);
        EntryQuestion entries = new EntryQuestion(scene, trouble, reasons, new Led(leader, status, leading), survey.silent());
        return switch (question) {
            case Question.Newest _ -> entries.newest();
            case Question.Entry(long index) -> entries.entry(index);
            case Question.Read _ -> new ReadQuestion(scene, trouble, reasons, new Led(leader, status, leading), survey.silent()).answer();
        };
    }

    /// A leader whose raft loop answers.
    record Led(Evidence evidence, StatusResponse status, Evidence.Leading leading) {
        long id() {
            return evidence.id();
        }
    }

    private static Diagnosis withoutLeader(Scene scene, MemberTrouble trouble, Survey survey, Question question) {
        ElectionReasons reasons = new ElectionReasons(scene, trouble);
        List<Cause> causes = reasons.causes();
        List<VoterReason> voters = scene.voters().stream().map(reasons::voter).toList();
        List<String> quorum = scene.halves().stream().map(half -> half.arithmetic(id -> scene.member(id) != null)).toList();
        return new Diagnosis(question instanceof Question.Entry(long index) ? index : 0, leaderless(scene, question), false, quorum, voters,
                causes,
                survey.silent());
    }

    private static String leaderless(Scene scene, Question question) {
        String answer = "no member leads: nothing is committed and no read is confirmed";
        if (!(question instanceof Question.Entry(long index))) {
            return answer;
        }
        boolean committed = scene.members().stream().anyMatch(e -> e.status() != null && e.status().log().committed() >= index);
        return answer + (committed ? "; entry " + index + " was committed before" : "; entry " + index + " is not known to be committed");
    }

    /// A leader that is at something else than leading.
    private static Diagnosis mute(Scene scene, MemberTrouble trouble, Evidence leader, Survey survey) {
        Cause cause = trouble.own(leader).orElseGet(() -> Cause.of(CauseCode.LEADER_SILENT, leader.id(),
                Words.member(leader.id()) + " leads and does not answer", List.of()));
        List<VoterReason> voters = scene.voters().stream().map(id -> id == leader.id()
                ? new VoterReason(id, false, cause.code(), cause.sentence())
                : new VoterReason(id, scene.member(id) != null, scene.member(id) == null ? CauseCode.UNREACHABLE : null,
                        scene.member(id) == null ? "it did not answer" : ElectionReasons.sentence(scene.member(id))))
                .toList();
        return new Diagnosis(0, "the leader, " + Words.member(leader.id()) + ", does not get to leading", false, List.of(), voters,
                List.of(cause), survey.silent());
    }
}
