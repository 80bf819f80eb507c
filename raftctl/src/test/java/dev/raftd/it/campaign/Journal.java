package dev.raftd.it.campaign;

import dev.raftd.api.LogEntry;
import dev.raftd.api.LogResponse;
import dev.raftd.api.Paths;
import dev.raftd.it.Member;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What members show as committed, from the beginning on, also what they compacted since. No two may differ. One thread at a time.
final class Journal {
    private static final int ENTRIES_A_CALL = 1000;

    private final Map<Long, String> entries = new HashMap<>();
    private final Map<Long, Long> next = new HashMap<>();

    /// Reads on at one member.
    ///
    /// @return what contradicts what was seen before, null if nothing does
    @Nullable
    String readOn(Member member) throws IOException, InterruptedException {
        while (true) {
            long from = next.getOrDefault(member.id, 1L);
            LogResponse log = member.get(Paths.LOG + "?from=" + from + "&limit=" + ENTRIES_A_CALL, LogResponse.class);
            List<LogEntry> committed = log.entries().stream().filter(LogEntry::committed).toList();
            for (LogEntry e : committed) {
                String text = "term " + e.term() + " " + e.type() + " " + e.text();
                String before = entries.putIfAbsent(e.index(), text);
                if (before != null && !before.equals(text))
                    return "entry " + e.index() + " is committed on member " + member.id + " as [" + text
                            + "], but elsewhere, or before, as ["
                            + before + "]";
            }
            if (committed.isEmpty())
                return null;
            next.put(member.id, committed.getLast().index() + 1);
        }
    }

    /// How many different entries were seen.
    int size() {
        return entries.size();
    }
}
