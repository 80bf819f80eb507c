package dev.raftd.why;

import java.util.List;

/// Something that keeps others waiting.
///
/// @param member   whose it is, 0 for the cluster's
/// @param sentence what is the case here
/// @param next     the next safe step
/// @param evidence who says so, a line each
public record Cause(CauseCode code, long member, String sentence, String next, List<String> evidence) {
    public Cause {
        evidence = List.copyOf(evidence);
    }

    static Cause of(CauseCode code, long member, String sentence, String... evidence) {
        return new Cause(code, member, sentence, code.next(), List.of(evidence));
    }

    static Cause of(CauseCode code, long member, String sentence, List<String> evidence) {
        return new Cause(code, member, sentence, code.next(), evidence);
    }
}
