package dev.raftd.ctl.client;

import dev.raftd.api.Outcome;
import dev.raftd.api.Problem;
import org.jspecify.annotations.Nullable;

/// A request that got no answer, with what is known of it.
public final class RequestException extends Exception {
    private static final long serialVersionUID = 1L;

    /// What it means to whoever asked.
    public enum Kind {
        /// The cluster said no; nothing was applied.
        REFUSED,
        /// No endpoint answered; nothing was applied.
        UNREACHABLE,
        /// The write may have been applied.
        OUTCOME_UNKNOWN,
        /// The user does not want to wait any longer.
        INTERRUPTED
    }

    private final Kind kind;
    private final transient Problem problem;

    private RequestException(Kind kind, Problem problem) {
        super(problem.code() + ": " + problem.detail());
        this.kind = kind;
        this.problem = problem;
    }

    static RequestException refused(Problem problem) {
        return new RequestException(problem.outcome() == Outcome.UNKNOWN ? Kind.OUTCOME_UNKNOWN : Kind.REFUSED, problem);
    }

    static RequestException unreachable(String detail) {
        return of(Kind.UNREACHABLE, "unreachable", detail, null, "check that the member runs, or name others with -e");
    }

    static RequestException outcomeUnknown(String detail, String next) {
        return of(Kind.OUTCOME_UNKNOWN, "outcome_unknown", detail, Outcome.UNKNOWN, next);
    }

    static RequestException interrupted(boolean write) {
        return of(Kind.INTERRUPTED, "interrupted", "the request was given up", write ? Outcome.UNKNOWN : null,
                write ? "read before you write again" : "ask again");
    }

    private static RequestException of(Kind kind, String code, String detail, @Nullable Outcome outcome, String next) {
        return new RequestException(kind, new Problem("urn:raftd:" + code, code.replace('_', ' '), 0, code, detail, outcome, next, ""));
    }

    public Kind kind() {
        return kind;
    }

    public Problem problem() {
        return problem;
    }
}
