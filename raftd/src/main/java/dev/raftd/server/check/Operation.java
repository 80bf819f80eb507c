package dev.raftd.server.check;

/// One request of one client and what came of it.
///
/// @param process whose: it has one operation at a time, and none after one of unknown outcome
/// @param call    before the request was sent
/// @param ret     after the answer was there in full; [#NEVER] if the outcome is unknown
public record Operation(long process, Request request, long call, long ret, Outcome outcome) {
    public static final long NEVER = Long.MAX_VALUE;

    public Operation {
        if (ret < call) {
            throw new IllegalArgumentException("answered at " + ret + " before it was called at " + call);
        }
        if (outcome instanceof Outcome.Unknown != (ret == NEVER)) {
            throw new IllegalArgumentException("exactly what has no known outcome has no end: " + outcome + " at " + ret);
        }
        boolean fits = switch (outcome) {
            case Outcome.Written o -> request instanceof Request.Write;
            case Outcome.CompareFailed o -> request instanceof Request.Write;
            case Outcome.Got o -> request instanceof Request.Get;
            case Outcome.Ranged o -> request instanceof Request.Range;
            case Outcome.NotApplied o -> true;
            case Outcome.Unknown o -> true;
        };
        if (!fits) {
            throw new IllegalArgumentException(request + " is not answered by " + outcome);
        }
    }

    boolean isCompleted() {
        return !(outcome instanceof Outcome.Unknown || outcome instanceof Outcome.NotApplied);
    }

    boolean isSerializable() {
        return switch (request) {
            case Request.Write r -> false;
            case Request.Get r -> r.serializable();
            case Request.Range r -> r.serializable();
        };
    }

    /// [Outcome#NO_INDEX] if the answer carries none.
    long index() {
        return switch (outcome) {
            case Outcome.Written o -> o.index();
            case Outcome.CompareFailed o -> o.index();
            case Outcome.Got o -> o.index();
            case Outcome.Ranged o -> o.index();
            case Outcome.NotApplied o -> Outcome.NO_INDEX;
            case Outcome.Unknown o -> Outcome.NO_INDEX;
        };
    }

    @Override
    public String toString() {
        return "process " + process + ", " + call + " to " + (ret == NEVER ? "?" : ret) + ": " + request + " -> " + outcome;
    }
}
