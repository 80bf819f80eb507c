package dev.raftd.ctl.top;

import dev.raftd.api.StatusResponse;
import dev.raftd.ctl.top.Frame.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Compares each poll with what came before. Confined to one thread.
final class Watch {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private Map<Long, Seen> seen = new TreeMap<>();

    /// @param nanos when the status came
    /// @param since when it was first found not to answer
    private record Seen(@Nullable StatusResponse status, long nanos, long since) {}

    Frame add(Poll poll) {
        Map<Long, Seen> next = new TreeMap<>();
        List<Row> rows = new ArrayList<>();
        for (Poll.Answer answer : poll.answers()) {
            Seen before = seen.get(answer.id());
            StatusResponse status = answer.status();
            if (status != null) {
                next.put(answer.id(), new Seen(status, poll.nanos(), poll.nanos()));
                rows.add(Row.of(status, rates(before, status, poll.nanos())));
            } else {
                boolean wasAway = before != null && before.status == null;
                long since = wasAway ? before.since : poll.nanos();
                next.put(answer.id(), new Seen(null, poll.nanos(), since));
                rows.add(Row.away(answer.id(), (poll.nanos() - since) / SECOND_NANOS, answer.reason()));
            }
        }
        seen = next;
        return new Frame(rows);
    }

    private static @Nullable Rates rates(@Nullable Seen before, StatusResponse now, long nanos) {
        return before == null || before.status == null ? null : Rates.between(before.status, now, nanos - before.nanos);
    }
}
