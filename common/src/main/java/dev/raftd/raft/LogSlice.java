package dev.raftd.raft;

import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A piece of the log of the leader of `term`: the entries that follow `prev`. It is valid iff
///
/// 1. `entries[i].index == prev.index + 1 + i`,
/// 2. `prev.term <= entries[0].term`,
/// 3. `entries[i-1].term <= entries[i].term`,
/// 4. `entries[last].term <= term` (`prev.term <= term` if there are none).
///
/// Slices of one term never contradict each other; those of different terms share a prefix and then differ for ever.
///
/// Example: after `prev` 2/5 in term 3, the entries `2/6 3/7` are valid; `2/7` (a gap), `1/6` (term falls) and `4/6` (newer than the
/// leader) are not.
record LogSlice(long term, EntryId prev, List<Entry> entries) {
    static LogSlice of(Message app) {
        return new LogSlice(app.term(), new EntryId(app.logTerm(), app.index()), app.entries());
    }

    long lastIndex() {
        return prev.index() + entries.size();
    }

    /// Which guarantee is broken, null if none is.
    @Nullable
    String flaw() {
        long lastTerm = prev.term();
        long lastIndex = prev.index();
        for (int i = 0; i < entries.size(); i++) {
            Entry e = entries.get(i);
            if (e.index() != lastIndex + 1 || e.term() < lastTerm) {
                return "leader term " + term + ": entries " + lastTerm + "/" + lastIndex + " and " + e.term() + "/" + e.index()
                        + " not consistent";
            }
            lastTerm = e.term();
            lastIndex = e.index();
        }
        return lastTerm > term ? "leader term " + term + ": entry " + lastTerm + "/" + lastIndex + " has a newer term" : null;
    }
}
