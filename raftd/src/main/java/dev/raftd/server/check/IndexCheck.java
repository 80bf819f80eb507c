package dev.raftd.server.check;

import dev.raftd.raftpb.Entry;
import java.util.ArrayList;
import java.util.List;

/// Checks a history by the index that each answer names: the order is given, so nothing is searched. O(n log n), whatever the number of
/// clients and keys.
///
/// 1. Each index is one write's, and what was told of it is what a replay of all writes in index order gives.
/// 2. A read shows the replay's state at its index.
/// 3. Real time: what was called after an answer stands after it. `a.ret < b.call` makes `index(a) < index(b)` for a write b, and
///    `index(a) <= index(b)` for a linearizable read b.
/// 4. What was refused for certain is not in the log; what is in the log was asked for, as often as it is there.
///
/// With the log, an unknown outcome is no doubt: it is in there or not. Without it, keys with writes of unknown outcome are checked for
/// staleness only, and revisions may skip as many as there are such writes.
public final class IndexCheck {
    private static final int FINDINGS_MAX = 10;

    private IndexCheck() {}

    /// Without the log.
    public static Verdict check(History history) {
        Findings findings = new Findings();
        KnownReplay replay = new KnownReplay(history, findings);
        replay.run();
        new RealTime(history.operations(), replay.indexes(), findings).check(replay.timelines());
        return findings.verdict();
    }

    /// @param committed all entries that the members ever committed, from index 1 on
    public static Verdict check(History history, List<Entry> committed) {
        for (int i = 0; i < committed.size(); i++) {
            if (committed.get(i).index() != i + 1) {
                throw new IllegalArgumentException("entry " + committed.get(i).index() + " stands where " + (i + 1) + " belongs");
            }
        }
        Findings findings = new Findings();
        LogReplay replay = new LogReplay(history, committed, findings);
        replay.run();
        new RealTime(history.operations(), replay.indexes(), findings).check(replay.timelines());
        return findings.verdict();
    }

    /// What contradicts: the first ones are told.
    static final class Findings {
        private final List<String> first = new ArrayList<>();
        private int count;

        void add(String finding) {
            if (count++ < FINDINGS_MAX) {
                first.add(finding);
            }
        }

        Verdict verdict() {
            if (count == 0) {
                return Verdict.OK;
            }
            String more = count > FINDINGS_MAX ? "\n... and " + (count - FINDINGS_MAX) + " more" : "";
            return new Verdict.Illegal(String.join("\n", first) + more);
        }
    }
}
