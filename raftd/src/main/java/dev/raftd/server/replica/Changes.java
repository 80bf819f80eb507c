package dev.raftd.server.replica;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.Outcome;
import dev.raftd.node.Event;
import dev.raftd.raft.StepResult;
import dev.raftd.raftpb.ConfChangeI;
import dev.raftd.raftpb.Entry;
import dev.raftd.server.journey.Journeys;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The changes of the membership that wait to be applied. Only a leader proposes any, so each has an index. Confined to the raft loop.
final class Changes {
    private static final class Change extends Expiring.Item {
        final Reply<MembersResponse> reply;
        final @Nullable String note;
        final long receivedNanos;
        long index;
        long term;

        Change(Reply<MembersResponse> reply, @Nullable String note, long deadlineTick, long receivedNanos) {
            super(deadlineTick);
            this.reply = reply;
            this.note = note;
            this.receivedNanos = receivedNanos;
        }
    }

    private final Expiring<Change> arrivals = new Expiring<>();
    private final Map<Long, Change> byIndex = new HashMap<>();
    private long lastIndex;
    private int proposing;
    private final Supplier<MembersResponse> members;
    private final Journeys journeys;

    /// @param members the members as of what is applied
    Changes(Supplier<MembersResponse> members, Journeys journeys) {
        this.members = members;
        this.journeys = journeys;
    }

    boolean isWaiting() {
        return proposing > 0 || !byIndex.isEmpty();
    }

    /// What a further change has to wait for; null for nothing that was proposed here.
    @Nullable
    String pending(long appliedIndex) {
        if (proposing > 0) {
            return "another change is being proposed";
        }
        return lastIndex > appliedIndex ? "the change before it, entry " + lastIndex + ", is not applied yet" : null;
    }

    /// What was proposed before may be lost. From now on the core alone knows what has to be applied first.
    void leaderChanged() {
        lastIndex = 0;
    }

    /// @param note          goes with the answer
    /// @param receivedNanos when it was asked for, see [Journeys#now]; 0 for this member's own
    Event propose(ConfChangeI change, @Nullable String note, Reply<MembersResponse> reply, long deadlineTick, long receivedNanos) {
        proposing++;
        long now = journeys.now();
        return new Event.ProposeConfChange(change, result -> told(new Change(reply, note, deadlineTick, receivedNanos), result, now));
    }

    private void told(Change change, StepResult result, long proposedNanos) {
        proposing--;
        switch (result) {
            case StepResult.Appended a -> {
                journeys.proposed(a.index(), a.term(), change.receivedNanos, proposedNanos);
                if (a.confChangeRefused() != null) {
                    change.reply.failed(Failure.notApplied(ErrorCode.CONF_CHANGE_REFUSED, a.confChangeRefused()));
                    return;
                }
                lastIndex = a.index();
                change.index = a.index();
                change.term = a.term();
                byIndex.put(change.index, change);
                arrivals.add(change);
            }
            case StepResult.Refused r -> change.reply.failed(Failure.notApplied(ErrorCode.LEADER_CHANGED, r.reason()));
            case StepResult.Forwarded f -> change.reply.failed(unknown());
            case StepResult.Done d -> change.reply.failed(unknown());
        }
    }

    private static Failure unknown() {
        return Failure.unknown(ErrorCode.CHANGE_UNKNOWN, "the change was proposed, and it is not known whether it will be made");
    }

    /// The entry, and what it changes, is applied.
    void applied(Entry e) {
        Change change = byIndex.remove(e.index());
        if (change == null || !change.claim()) {
            return;
        }
        if (change.term == e.term()) {
            change.reply.ok(members.get().withNote(change.note));
            journeys.answered(e.index());
        } else {
            change.reply.failed(Failure.notApplied(ErrorCode.LEADER_CHANGED, "the leader changed before it replicated the change"));
        }
    }

    /// The store was replaced by a later one.
    void jumpedTo(long index) {
        byIndex.values().stream().filter(change -> change.index <= index).toList()
                .forEach(change -> fail(change, unknown()));
    }

    void ticked(long tick) {
        arrivals.expire(tick, change -> fail(change, unknown()));
    }

    void failAll(ErrorCode code, String detail) {
        arrivals.drain(change -> fail(change, new Failure(code, detail, Outcome.UNKNOWN)));
    }

    private void fail(Change change, Failure failure) {
        byIndex.remove(change.index, change);
        if (change.claim()) {
            change.reply.failed(failure);
        }
    }
}
