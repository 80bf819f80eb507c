package dev.raftd.raft;

import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.ArrayList;
import java.util.List;

/// The last vote refused to each candidate. Only for looking: nothing is decided by it.
final class VoteRefusals {
    /// Strangers may ask for votes, too.
    private static final int KEPT = 16;

    private final List<VoteRefusal> list = new ArrayList<>();

    void add(Message request, VoteRefusal.Reason reason, long tick) {
        list.removeIf(r -> r.candidate() == request.from());
        if (list.size() == KEPT) {
            list.removeFirst();
        }
        boolean pre = request.type() == MessageType.MSG_PRE_VOTE;
        list.add(new VoteRefusal(request.from(), pre, request.term(), reason, request.logTerm(), request.index(), tick));
    }

    List<VoteRefusal> list() {
        return List.copyOf(list);
    }
}
