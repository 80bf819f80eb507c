package dev.raftd.raft;

import dev.raftd.Invariant;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.raftpb.Snapshot;
import dev.raftd.tracker.Progress;
import dev.raftd.tracker.ProgressMap;
import dev.raftd.tracker.ProgressState;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// How a leader's log gets to its peers: appends, snapshots and heartbeats, as each one's [Progress] allows.
final class Replication {
    private final Raft raft;
    private final RaftLog raftLog;
    private final LogLines log;
    /// Only for looking.
    private final SortedMap<Long, AppendRejection> rejections = new TreeMap<>();

    Replication(Raft raft) {
        this.raft = raft;
        this.raftLog = raft.raftLog;
        this.log = raft.log;
    }

    List<AppendRejection> rejections() {
        return List.copyOf(rejections.values());
    }

    /// An append to every peer that may be sent to, be it empty.
    void broadcastAppend() {
        broadcastAppend(true);
    }

    /// An append to every peer that has entries to get.
    void broadcastNewEntries() {
        broadcastAppend(false);
    }

    private void broadcastAppend(boolean evenEmpty) {
        ProgressMap progress = raft.tracker.progress();
        for (int i = 0; i < progress.size(); i++) {
            long peer = progress.ids().at(i);
            if (peer != raft.id) {
                maybeSendAppend(peer, progress.at(i), evenEmpty);
            }
        }
    }

    void sendAppend(long peer, Progress pr) {
        maybeSendAppend(peer, pr, true);
    }

    /// As many appends as the peer's window has room for.
    void sendAllNewEntries(long peer, Progress pr) {
        boolean sent = true;
        while (sent) {
            sent = maybeSendAppend(peer, pr, false);
        }
    }

    /// Sends the entries from `next`, as many as fit a message, or else a snapshot.
    private boolean maybeSendAppend(long peer, Progress pr, boolean evenEmpty) {
        if (pr.isPaused()) {
            return false;
        }
        long prevIndex = pr.next() - 1;
        long prevTerm = raftLog.term(prevIndex);
        if (prevTerm < 0) {
            return maybeSendSnapshot(peer, pr); // compacted
        }
        // With a full window an empty append still goes out: if all in flight was lost, its rejection gets things going again.
        boolean full = pr.state() == ProgressState.REPLICATE && pr.inflights().full();
        List<Entry> entries = full ? List.of() : raftLog.entriesFrom(pr.next(), raft.config.maxSizePerMsg());
        if ((entries == null || entries.isEmpty()) && !evenEmpty) {
            return false;
        }
        if (entries == null) {
            return maybeSendSnapshot(peer, pr);
        }
        raft.send(raft.to(peer, MessageType.MSG_APP).index(prevIndex).logTerm(prevTerm).entries(entries).commit(raftLog.committed()));
        pr.sentEntries(entries.size(), Entries.payloadBytes(entries));
        pr.sentCommit(raftLog.committed());
        return true;
    }

    private boolean maybeSendSnapshot(long peer, Progress pr) {
        if (!pr.recentActive()) {
            log.notRecentlyActive(peer);
            return false;
        }
        Snapshot s = raftLog.snapshot();
        if (s == null) {
            log.snapshotUnavailable(peer);
            return false;
        }
        EntryId id = new EntryId(s.metadata().term(), s.metadata().index());
        Invariant.check(!s.isEmpty(), "need non-empty snapshot");
        log.sentSnapshot(raftLog.state(), id, peer, pr);
        pr.becomeSnapshot(id.index());
        log.paused(peer, pr);
        raft.send(raft.to(peer, MessageType.MSG_SNAP).snapshot(s));
        return true;
    }

    /// @param context to be returned by the responses
    void broadcastHeartbeat(byte[] context) {
        ProgressMap progress = raft.tracker.progress();
        for (int i = 0; i < progress.size(); i++) {
            if (progress.ids().at(i) != raft.id) {
                sendHeartbeat(progress.ids().at(i), progress.at(i), context);
            }
        }
    }

    /// Never tells a commit index beyond what the peer is known to have: the log behind it may be another leader's.
    private void sendHeartbeat(long peer, Progress pr, byte[] context) {
        long commit = Math.min(pr.match(), raftLog.committed());
        raft.send(raft.to(peer, MessageType.MSG_HEARTBEAT).commit(commit).context(context));
        pr.sentCommit(commit);
    }

    /// A peer has the log up to an index. True if that says something new, or gets a probed peer back to replication.
    boolean accepted(Message m, Progress pr) {
        if (!pr.maybeUpdate(m.index()) && !(pr.match() == m.index() && pr.state() == ProgressState.PROBE)) {
            return false;
        }
        switch (pr.state()) {
            case PROBE -> pr.becomeReplicate();
            case SNAPSHOT -> recoverFromSnapshot(m.from(), pr);
            case REPLICATE -> pr.inflights().freeLE(m.index());
        }
        return true;
    }

    /// Whichever snapshot the peer has applied: if the log goes on from there, the one that was sent no longer matters.
    private void recoverFromSnapshot(long peer, Progress pr) {
        if (pr.match() + 1 >= raftLog.firstIndex()) {
            log.resumed("recovered from needing snapshot", peer, pr);
            pr.becomeProbe();
            pr.becomeReplicate();
        }
    }

    /// A peer's log does not have the entry before an append: probes further back.
    void rejected(Message m, Progress pr) {
        log.appendWasRejected(m);
        rejections.put(m.from(), new AppendRejection(m.from(), m.index(), m.rejectHint(), raft.ticks()));
        if (!pr.maybeDecrTo(m.index(), nextProbe(m))) {
            return;
        }
        log.decreasedProgress(m.from(), pr);
        if (pr.state() == ProgressState.REPLICATE) {
            pr.becomeProbe();
        }
        sendAppend(m.from(), pr);
    }

    /// Where the logs may match, by the peer's hint that it has `logTerm` at `rejectHint`. All entries of the leader behind the result are of
    /// higher terms than anything the peer has up to there, so probing them is in vain. For instance, after
    ///
    ///     index      1 2 3 4 5 6 7 8 9
    ///     leader     1 3 3 3 5 5 5 5 5
    ///     peer       1 1 1 1 2 2
    ///
    /// the rejection of 5/9 comes with the hint 2/6; the leader probes 1/1, which matches. So there is one probe a term at most.
    private long nextProbe(Message m) {
        return m.logTerm() > 0 ? raftLog.findConflictByTerm(m.rejectHint(), m.logTerm()) : m.rejectHint();
    }

    /// A snapshot was sent, or could not be. Either way wait: for the acknowledgement, or for the next heartbeat's response.
    void snapshotSent(Message m, Progress pr) {
        if (pr.state() != ProgressState.SNAPSHOT) {
            return;
        }
        if (m.reject()) {
            pr.becomeProbeAfterFailedSnapshot();
            log.resumed("snapshot failed", m.from(), pr);
        } else {
            pr.becomeProbe();
            log.resumed("snapshot succeeded", m.from(), pr);
        }
        pr.msgAppFlowPaused(true);
    }

    /// What is in flight has probably been lost.
    void unreachable(Message m, Progress pr) {
        if (pr.state() == ProgressState.REPLICATE) {
            pr.becomeProbe();
        }
        log.unreachable(m.from(), pr);
    }
}
