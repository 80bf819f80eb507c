package dev.raftd.why;

import java.util.List;

/// The answer.
///
/// @param index  the entry that it is about, 0 for none
/// @param answer one sentence
/// @param well   whether nothing waits longer than usual
/// @param quorum the arithmetic, a line for each half of a joint configuration; empty where none is needed
/// @param voters a reason for each
/// @param causes all, the first to be removed first; at least one
/// @param silent the members that did not answer
public record Diagnosis(long index, String answer, boolean well, List<String> quorum, List<VoterReason> voters, List<Cause> causes,
        List<Silent> silent) {
    public Diagnosis {
        if (causes.isEmpty()) {
            throw new IllegalArgumentException("a diagnosis has a cause");
        }
        quorum = List.copyOf(quorum);
        voters = List.copyOf(voters);
        causes = List.copyOf(causes);
        silent = List.copyOf(silent);
    }

    public Cause first() {
        return causes.getFirst();
    }
}
