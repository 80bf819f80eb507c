package dev.raftd.ctl.top;

import dev.raftd.api.ActivityStatus;
import dev.raftd.api.StatusResponse;
import org.jspecify.annotations.Nullable;

/// What a member did between two answers.
///
/// @param applied         entries a second
/// @param appended        entries a second, to the log
/// @param entriesPerBatch entries that were made durable together, 0 if there were none
/// @param syncMillis      a sync took on average, negative if there was none
/// @param elections       changes of leader that it saw
record Rates(double applied, double appended, double writes, double reads, double sent, double received, double syncs, double syncMillis,
        double entriesPerBatch, long elections) {
    private static final double SECOND_NANOS = 1e9;
    private static final double MILLI_NANOS = 1e6;

    /// Null if the member was started anew between them: its counters began again.
    static @Nullable Rates between(StatusResponse before, StatusResponse after, long nanos) {
        ActivityStatus a = before.activity();
        ActivityStatus b = after.activity();
        if (nanos <= 0 || after.uptimeMillis() < before.uptimeMillis() || isLess(b, a))
            return null;
        double seconds = nanos / SECOND_NANOS;
        long syncs = b.syncs() - a.syncs();
        long batches = b.batches() - a.batches();
        return new Rates((b.entriesApplied() - a.entriesApplied()) / seconds, (b.entriesAppended() - a.entriesAppended()) / seconds,
                (b.writes() - a.writes()) / seconds, (b.reads() - a.reads()) / seconds, (b.messagesSent() - a.messagesSent()) / seconds,
                (b.messagesReceived() - a.messagesReceived()) / seconds, syncs / seconds,
                syncs == 0 ? -1 : (b.syncNanos() - a.syncNanos()) / MILLI_NANOS / syncs,
                batches == 0 ? 0 : (double) (b.entriesAppended() - a.entriesAppended()) / batches, b.elections() - a.elections());
    }

    /// A member that came back so late that it has been up for longer than before still counts less of what it does all the time.
    private static boolean isLess(ActivityStatus b, ActivityStatus a) {
        return b.entriesAppended() < a.entriesAppended() || b.entriesApplied() < a.entriesApplied() || b.writes() < a.writes()
                || b.reads() < a.reads() || b.syncs() < a.syncs() || b.syncNanos() < a.syncNanos() || b.batches() < a.batches()
                || b.elections() < a.elections() || b.messagesSent() < a.messagesSent() || b.messagesReceived() < a.messagesReceived();
    }
}
