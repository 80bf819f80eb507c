package dev.raftd.server.replica;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.MemberAddRequest;
import dev.raftd.raft.RawNode;
import dev.raftd.server.kv.MemberInfo;
import dev.raftd.tracker.ProgressState;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Which changes of the membership a leader proposes: those that leave a majority of members that were heard from lately.
///
/// The core sees to it that changes come one at a time; these rules see to it that the change makes sense.
final class ChangeRules {
    private final View view;
    private final LongPredicate isActive;

    /// @param isActive whether a member was heard from lately; true for this one
    ChangeRules(View view, LongPredicate isActive) {
        this.view = view;
        this.isActive = isActive;
    }

    @Nullable
    Failure add(MemberAddRequest request) {
        long id = request.id();
        if (id < 1) {
            return refused(ErrorCode.INVALID_ARGUMENT, "a member's id is from 1 to 2^63-1");
        }
        if (request.peerUrl().isEmpty()) {
            return refused(ErrorCode.INVALID_ARGUMENT, "a member has a peer URL");
        }
        if (view.isMember(id)) {
            return refused(ErrorCode.MEMBER_EXISTS, "member " + text(id) + " exists");
        }
        if (view.root().wasRemoved(id)) {
            return refused(ErrorCode.MEMBER_EXISTS, "member " + text(id) + " was removed: its id is never used again");
        }
        for (MemberInfo member : view.root().members().values()) {
            if (member.peerUrl().equals(request.peerUrl())) {
                return refused(ErrorCode.MEMBER_EXISTS, "member " + text(member.id()) + " has the peer URL " + request.peerUrl());
            }
        }
        return request.learner() ? null : addVoter();
    }

    /// The new voter is not up yet. One voter grows to two nevertheless: else a cluster of one could not grow at all.
    private @Nullable Failure addVoter() {
        int voters = view.conf().voters().size();
        return voters == 1 ? null : quorum(voters + 1, active(voters(), null));
    }

    @Nullable
    Failure promote(long id, RawNode raft, long lagMax) {
        if (view.isVoter(id)) {
            return refused(ErrorCode.CONF_CHANGE_REFUSED, "member " + text(id) + " votes already");
        }
        if (!view.isLearner(id)) {
            return unknownMember(id);
        }
        Failure lags = lags(id, raft, lagMax);
        Set<Long> voters = voters();
        voters.add(id);
        return lags != null ? lags : quorum(voters.size(), active(voters, null));
    }

    private static @Nullable Failure lags(long id, RawNode raft, long lagMax) {
        Failure[] failure = new Failure[1];
        long last = raft.logState().lastIndex();
        raft.withProgress((peer, progress) -> {
            long lag = last - progress.match();
            if (peer == id && (lag > lagMax || progress.state() != ProgressState.REPLICATE)) {
                failure[0] = refused(ErrorCode.CONF_CHANGE_REFUSED, "member " + text(id) + " is " + lag + " entries behind");
            }
        });
        return failure[0];
    }

    @Nullable
    Failure remove(long id) {
        if (view.isLearner(id)) {
            return null;
        }
        if (!view.isVoter(id)) {
            return unknownMember(id);
        }
        int left = view.conf().voters().size() - 1;
        if (left == 0) {
            return refused(ErrorCode.CONF_CHANGE_REFUSED, "member " + text(id) + " is the only voter");
        }
        return quorum(left, active(voters(), id));
    }

    private Set<Long> voters() {
        return new HashSet<>(view.conf().voters());
    }

    private int active(Set<Long> ids, @Nullable Long without) {
        return (int) ids.stream().filter(id -> !id.equals(without) && isActive.test(id)).count();
    }

    private static @Nullable Failure quorum(int voters, int active) {
        int needed = voters / 2 + 1;
        return active >= needed
                ? null
                : refused(ErrorCode.CONF_CHANGE_REFUSED, "of then " + voters + " voters only " + active + " would be heard from, " + needed
                        + " are needed");
    }

    private static Failure unknownMember(long id) {
        return refused(ErrorCode.MEMBER_NOT_FOUND, "there is no member " + text(id));
    }

    private static Failure refused(ErrorCode code, String detail) {
        return Failure.notApplied(code, detail);
    }

    private static String text(long id) {
        return Long.toUnsignedString(id);
    }
}
