package dev.raftd.server.check;

import java.util.ArrayList;
import java.util.List;

/// Whether each key's operations have an order, in keeping with real time, that explains all answers. Believes no index; revisions and
/// versions are part of what a read shows, so they are checked.
///
/// The search is exponential in the number of operations that overlap: at most five clients a key, and few unknown outcomes, are the rule.
public final class Linearizability {
    /// Enough for 10,000 operations of five clients on a key a thousand times over; some seconds, some hundred megabytes.
    public static final long STEPS_MAX = 5_000_000;

    private Linearizability() {}

    public static Verdict check(History history) {
        return check(history, STEPS_MAX);
    }

    /// @param stepsMax of the search, for each key
    public static Verdict check(History history, long stepsMax) {
        List<String> undecided = new ArrayList<>();
        for (KeyHistory key : KeyHistory.of(history)) {
            switch (new KeySearch(key).run(stepsMax)) {
                case LEGAL -> {}
                case ILLEGAL -> {
                    return new Verdict.Illegal(Explanation.of(key, stepsMax));
                }
                case UNDECIDED -> undecided.add(key.key() + " (" + key.operations().size() + " operations)");
            }
        }
        return undecided.isEmpty()
                ? Verdict.OK
                : new Verdict.Undecided("no answer within " + stepsMax + " steps for the keys " + undecided);
    }
}
