package dev.raftd.server.replica;

import dev.raftd.api.Bytes;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.Outcome;
import dev.raftd.node.Event;
import dev.raftd.raft.StepResult;
import dev.raftd.raftpb.ConfChange;
import dev.raftd.raftpb.ConfChangeType;
import dev.raftd.raftpb.Entry;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The changes of the membership that wait to be applied. Only a leader proposes any, so each has an index. Confined to the raft loop.
final class Changes {
    private static final class Change extends Expiring.Item {
        final Reply<MembersResponse> reply;
        long index;
        long term;

        Change(Reply<MembersResponse> reply, long deadlineTick) {
            super(deadlineTick);
            this.reply = reply;
        }
    }

    private final Expiring<Change> arrivals = new Expiring<>();
    private final Map<Long, Change> byIndex = new HashMap<>();
    private final Supplier<MembersResponse> members;

    /// @param members the members as of what is applied
    Changes(Supplier<MembersResponse> members) {
        this.members = members;
    }

    /// @param peerUrl empty where the change brings none
    Event propose(ConfChangeType type, long id, String peerUrl, Reply<MembersResponse> reply, long deadlineTick) {
        ConfChange change = new ConfChange(0, type, id, Bytes.utf8(peerUrl).array());
        return new Event.ProposeConfChange(change, result -> told(new Change(reply, deadlineTick), result));
    }

    private void told(Change change, StepResult result) {
        switch (result) {
            case StepResult.Appended a -> {
                if (a.confChangeRefused() != null) {
                    change.reply.failed(Failure.notApplied(ErrorCode.CONF_CHANGE_REFUSED, a.confChangeRefused()));
                    return;
                }
                change.index = a.index();
                change.term = a.term();
                byIndex.put(change.index, change);
                arrivals.add(change);
            }
            case StepResult.Refused r -> change.reply.failed(Failure.notApplied(ErrorCode.LEADER_CHANGED, r.reason()));
            case StepResult.Forwarded f -> change.reply.failed(unknown(ErrorCode.LEADER_CHANGED));
            case StepResult.Done d -> change.reply.failed(unknown(ErrorCode.LEADER_CHANGED));
        }
    }

    private static Failure unknown(ErrorCode code) {
        return Failure.unknown(code, "the change was proposed, but not known applied in time: list the members");
    }

    /// The entry, and what it changes, is applied.
    void applied(Entry e) {
        Change change = byIndex.remove(e.index());
        if (change == null || !change.claim()) {
            return;
        }
        if (change.term == e.term()) {
            change.reply.ok(members.get());
        } else {
            change.reply.failed(Failure.notApplied(ErrorCode.LEADER_CHANGED, "the leader changed before it replicated the change"));
        }
    }

    /// The store was replaced by a later one.
    void jumpedTo(long index) {
        byIndex.values().stream().filter(change -> change.index <= index).toList()
                .forEach(change -> fail(change, unknown(ErrorCode.LEADER_CHANGED)));
    }

    void ticked(long tick) {
        arrivals.expire(tick, change -> fail(change, unknown(ErrorCode.TIMEOUT)));
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
