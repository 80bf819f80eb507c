package dev.raftd.tracker;

import dev.raftd.Invariant;
import dev.raftd.InvariantError;

/// What a leader knows of one peer's log, and whether it may send to it now.
///
/// Invariant: `0 <= match < next`. Entries up to `match` are known to be in the peer's log; those between `match` and `next` are on
/// their way, or were (StateReplicate), or are what the pending snapshot holds (StateSnapshot).
public final class Progress {
    private final boolean isLearner;
    private final Inflights inflights;
    private long match;
    private long next;
    /// The highest commit index sent to the peer, as far as it can have taken effect there; lowered with `next`.
    private long sentCommit;
    private ProgressState state = ProgressState.PROBE;
    private long pendingSnapshot;
    private boolean recentActive;
    private boolean msgAppFlowPaused;

    public Progress(long match, long next, Inflights inflights, boolean isLearner) {
        Invariant.check(0 <= match && match < next, "match %d must be below next %d", match, next);
        this.match = match;
        this.next = next;
        this.inflights = inflights;
        this.isLearner = isLearner;
    }

    private Progress(Progress from, boolean isLearner) {
        this(from.match, from.next, from.inflights.copy(), isLearner);
        sentCommit = from.sentCommit;
        state = from.state;
        pendingSnapshot = from.pendingSnapshot;
        recentActive = from.recentActive;
        msgAppFlowPaused = from.msgAppFlowPaused;
    }

    /// A copy that shares nothing with this.
    public Progress copy() {
        return new Progress(this, isLearner);
    }

    /// This progress as a learner's or a voter's: itself if it is that already, else a copy.
    public Progress asLearner(boolean learner) {
        return learner == isLearner ? this : new Progress(this, learner);
    }

    /// Forgets everything known, as a node does whose term or role changed.
    public void reset(long newMatch, long newNext) {
        Invariant.check(0 <= newMatch && newMatch < newNext, "match %d must be below next %d", newMatch, newNext);
        resetState(ProgressState.PROBE);
        match = newMatch;
        next = newNext;
        sentCommit = 0;
        recentActive = false;
    }

    /// Enters a state with nothing in flight, nothing pending and the flow open.
    public void resetState(ProgressState newState) {
        msgAppFlowPaused = false;
        pendingSnapshot = 0;
        state = newState;
        inflights.clear();
    }

    /// Probes from after what the peer is known to have; coming from StateSnapshot, from after the snapshot, which it will have.
    public void becomeProbe() {
        long snapshot = state == ProgressState.SNAPSHOT ? pendingSnapshot : 0;
        resetState(ProgressState.PROBE);
        next = Math.max(match, snapshot) + 1;
        sentCommit = Math.min(sentCommit, next - 1);
    }

    /// Like [#becomeProbe], but the pending snapshot did not reach the peer.
    public void becomeProbeAfterFailedSnapshot() {
        pendingSnapshot = 0;
        becomeProbe();
    }

    public void becomeReplicate() {
        resetState(ProgressState.REPLICATE);
        next = match + 1;
    }

    /// @param snapshotIndex the snapshot's last index; the peer's log will begin after it
    public void becomeSnapshot(long snapshotIndex) {
        resetState(ProgressState.SNAPSHOT);
        pendingSnapshot = snapshotIndex;
        next = snapshotIndex + 1;
        sentCommit = snapshotIndex;
    }

    /// Notes an append sent with the entries from `next` on. A probe that carries entries stops the flow until it is answered or the
    /// next heartbeat response; an append that fills the window does too.
    ///
    /// @param sizeBytes of the entries together
    public void sentEntries(int count, long sizeBytes) {
        switch (state) {
            case REPLICATE -> {
                if (count > 0) {
                    next += count;
                    inflights.add(next - 1, sizeBytes);
                }
                msgAppFlowPaused = inflights.full();
            }
            case PROBE -> {
                if (count > 0)
                    msgAppFlowPaused = true;
            }
            case SNAPSHOT -> throw new InvariantError("append sent to a peer that waits for a snapshot");
        }
    }

    /// Whether sending this commit index could raise the peer's: not if it has been sent already, nor if one was sent that covers all of
    /// the log that the peer can have.
    public boolean canBumpCommit(long commit) {
        return commit > sentCommit && sentCommit < next - 1;
    }

    public void sentCommit(long commit) {
        sentCommit = commit;
    }

    /// The highest commit index sent to the peer that can have taken effect there.
    public long sentCommit() {
        return sentCommit;
    }

    /// Takes up a state as it was, with what is in flight; [#resetState] begins one anew.
    public void resumeState(ProgressState resumed, long snapshotIndex) {
        state = resumed;
        pendingSnapshot = snapshotIndex;
    }

    /// Takes an acknowledgement of the log up to `index`.
    ///
    /// @return false if it says nothing new
    public boolean maybeUpdate(long index) {
        if (index <= match)
            return false;
        match = index;
        next = Math.max(next, index + 1);
        msgAppFlowPaused = false;
        return true;
    }

    /// Takes the rejection of an append.
    ///
    /// In StateReplicate a rejection at or below `match` is an old one; a genuine one falls back to `match`. Else there is one probe at a
    /// time, so that a genuine rejection is of `next - 1`, and `next` falls to just after the hint: rejected 20, hint 12 gives next 13.
    ///
    /// @param rejected  the index before the rejected entries
    /// @param matchHint where the peer's log may match, at best
    /// @return false if the rejection is an old one
    public boolean maybeDecrTo(long rejected, long matchHint) {
        if (state == ProgressState.REPLICATE) {
            if (rejected <= match)
                return false;
            next = match + 1;
        } else {
            if (rejected != next - 1)
                return false;
            next = Math.max(Math.min(rejected, matchHint + 1), match + 1);
            msgAppFlowPaused = false;
        }
        Invariant.check(match < next, "match %d must be below next %d", match, next);
        sentCommit = Math.min(sentCommit, next - 1);
        return true;
    }

    /// Whether no append may be sent now.
    public boolean isPaused() {
        return state == ProgressState.SNAPSHOT || msgAppFlowPaused;
    }

    public long match() {
        return match;
    }

    /// The first index to send.
    public long next() {
        return next;
    }

    public ProgressState state() {
        return state;
    }

    /// The index of the snapshot on its way in StateSnapshot, else 0.
    public long pendingSnapshot() {
        return pendingSnapshot;
    }

    /// Whether the peer was heard of since the last check of the quorum.
    public boolean recentActive() {
        return recentActive;
    }

    public void recentActive(boolean active) {
        recentActive = active;
    }

    public boolean msgAppFlowPaused() {
        return msgAppFlowPaused;
    }

    public void msgAppFlowPaused(boolean paused) {
        msgAppFlowPaused = paused;
    }

    public boolean isLearner() {
        return isLearner;
    }

    public Inflights inflights() {
        return inflights;
    }

    /// Such as `StateReplicate match=3 next=5 paused inflight=1[full]`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(state).append(" match=").append(match).append(" next=").append(next);
        if (isLearner)
            text.append(" learner");
        if (isPaused())
            text.append(" paused");
        if (pendingSnapshot > 0)
            text.append(" pendingSnap=").append(pendingSnapshot);
        if (!recentActive)
            text.append(" inactive");
        if (inflights.count() > 0)
            text.append(" inflight=").append(inflights.count()).append(inflights.full() ? "[full]" : "");
        return text.toString();
    }
}
