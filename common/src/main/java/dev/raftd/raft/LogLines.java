package dev.raftd.raft;

import static dev.raftd.raft.Logger.Level.DEBUG;
import static dev.raftd.raft.Logger.Level.ERROR;
import static dev.raftd.raft.Logger.Level.INFO;
import static dev.raftd.raft.Logger.Level.WARN;

import dev.raftd.raft.Logger.Level;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.tracker.Progress;
import dev.raftd.tracker.TrackerConfig;
import dev.raftd.tracker.VoteTally;

/// Every line that the core logs, with its level. The texts are etcd's and part of the contract. Nothing is formatted that nobody wants
/// to read. Node ids are hexadecimal, terms and indexes decimal.
final class LogLines {
    private final Logger logger;
    private final String me;

    LogLines(long id, Logger logger) {
        this.me = hex(id);
        this.logger = logger;
    }

    private static String hex(long id) {
        return Long.toHexString(id);
    }

    private boolean wants(Level level) {
        return logger.enabled(level);
    }

    private static String at(EntryId id) {
        return "[logterm: " + id.term() + ", index: " + id.index() + "]";
    }

    private static String at(EntryId last, long vote) {
        return "[logterm: " + last.term() + ", index: " + last.index() + ", vote: " + hex(vote) + "]";
    }

    // start and roles

    void started(String peers, BasicStatus status, EntryId last) {
        if (wants(INFO)) {
            logger.log(INFO, "newRaft " + me + " [peers: [" + peers + "], term: " + status.term() + ", commit: " + status.commit()
                    + ", applied: " + status.applied() + ", lastindex: " + last.index() + ", lastterm: " + last.term() + "]");
        }
    }

    void switchedConfig(TrackerConfig config) {
        if (wants(INFO)) {
            logger.log(INFO, me + " switched to configuration " + config);
        }
    }

    void became(String role, long term) {
        if (wants(INFO)) {
            logger.log(INFO, me + " became " + role + " at term " + term);
        }
    }

    // elections

    void startsElection(long term) {
        if (wants(INFO)) {
            logger.log(INFO, me + " is starting a new election at term " + term);
        }
    }

    void ignoresHup() {
        if (wants(DEBUG)) {
            logger.log(DEBUG, me + " ignoring MsgHup because already leader");
        }
    }

    void unpromotable() {
        if (wants(WARN)) {
            logger.log(WARN, me + " is unpromotable and can not campaign");
        }
    }

    void cannotCampaignYet(long term) {
        if (wants(WARN)) {
            logger.log(WARN, me + " cannot campaign at term " + term + " since there are still pending configuration changes to apply");
        }
    }

    void requestedVote(EntryId last, MessageType type, long to, long term) {
        if (wants(INFO)) {
            logger.log(INFO, me + " " + at(last) + " sent " + type + " request to " + hex(to) + " at term " + term);
        }
    }

    void castVote(EntryId last, long vote, Message m, long term) {
        if (wants(INFO)) {
            logger.log(INFO,
                    me + " " + at(last, vote) + " cast " + m.type() + " for " + hex(m.from()) + " " + lastOf(m) + " at term " + term);
        }
    }

    void rejectedVote(EntryId last, long vote, Message m, long term) {
        if (wants(INFO)) {
            logger.log(INFO,
                    me + " " + at(last, vote) + " rejected " + m.type() + " from " + hex(m.from()) + " " + lastOf(m) + " at term " + term);
        }
    }

    void ignoredVote(EntryId last, long vote, Message m, long term, int remainingTicks) {
        if (wants(INFO)) {
            logger.log(INFO, me + " " + at(last, vote) + " ignored " + m.type() + " from " + hex(m.from()) + " " + lastOf(m) + " at term "
                    + term + ": lease is not expired (remaining ticks: " + remainingTicks + ")");
        }
    }

    private static String lastOf(Message m) {
        return at(new EntryId(m.logTerm(), m.index()));
    }

    void receivedVote(Message m, long term) {
        if (wants(INFO)) {
            logger.log(INFO,
                    me + " received " + m.type() + (m.reject() ? " rejection" : "") + " from " + hex(m.from()) + " at term " + term);
        }
    }

    void hasVotes(MessageType type, VoteTally tally) {
        if (wants(INFO)) {
            logger.log(INFO, me + " has received " + tally.granted() + " " + type + " votes and " + tally.rejected() + " vote rejections");
        }
    }

    void quorumInactive() {
        if (wants(WARN)) {
            logger.log(WARN, me + " stepped down to follower since quorum is not active");
        }
    }

    // terms

    void higherTerm(Message m, long term) {
        if (wants(INFO)) {
            logger.log(INFO, me + " [term: " + term + "] received a " + m.type() + " message with higher term from " + hex(m.from())
                    + " [term: " + m.term() + "]");
        }
    }

    void lowerTerm(Message m, long term) {
        if (wants(INFO)) {
            logger.log(INFO, me + " [term: " + term + "] ignored a " + m.type() + " message with lower term from " + hex(m.from())
                    + " [term: " + m.term() + "]");
        }
    }

    void ignoredAppendsOfLowerTerm(long appendTerm, long term) {
        if (wants(INFO)) {
            logger.log(INFO, me + " [term: " + term + "] ignored entry appends from a MsgStorageAppendResp message with lower term [term: "
                    + appendTerm + "]");
        }
    }

    // proposals and configuration changes

    /// @param what that is dropped, such as `proposal`
    void noLeader(long term, String what) {
        if (wants(INFO)) {
            logger.log(INFO, me + " no leader at term " + term + "; dropping " + what);
        }
    }

    void notForwarding(long lead, long term) {
        if (wants(INFO)) {
            logger.log(INFO, me + " not forwarding to leader " + hex(lead) + " at term " + term + "; dropping proposal");
        }
    }

    void droppedForTransfer(long term, long transferee) {
        if (wants(DEBUG)) {
            logger.log(DEBUG, me + " [term " + term + "] transfer leadership to " + hex(transferee) + " is in progress; dropping proposal");
        }
    }

    void uncommittedLimit() {
        if (wants(WARN)) {
            logger.log(WARN, me + " appending new entries to log would exceed uncommitted entry size limit; dropping proposal");
        }
    }

    void ignoredConfChange(String change, TrackerConfig config, String reason) {
        if (wants(INFO)) {
            logger.log(INFO, me + " ignoring conf change " + change + " at config " + config + ": " + reason);
        }
    }

    void autoLeaves(TrackerConfig config) {
        if (wants(INFO)) {
            logger.log(INFO, "initiating automatic transition out of joint configuration " + config);
        }
    }

    void doesNotAutoLeave(TrackerConfig config, String reason) {
        if (wants(DEBUG)) {
            logger.log(DEBUG, "not initiating automatic transition out of joint configuration " + config + ": " + reason);
        }
    }

    // leadership transfer, forgetting

    void startsTransfer(long term, long to) {
        if (wants(INFO)) {
            logger.log(INFO, me + " [term " + term + "] starts to transfer leadership to " + hex(to));
        }
    }

    void sendsTimeoutNow(long to) {
        if (wants(INFO)) {
            logger.log(INFO, me + " sends MsgTimeoutNow to " + hex(to) + " immediately as " + hex(to) + " already has up-to-date log");
        }
    }

    void sentTimeoutNow(long to) {
        if (wants(INFO)) {
            logger.log(INFO, me + " sent MsgTimeoutNow to " + hex(to) + " after received MsgAppResp");
        }
    }

    void alreadyTransferring(long term, long to) {
        if (wants(INFO)) {
            logger.log(INFO,
                    me + " [term " + term + "] transfer leadership to " + hex(to) + " is in progress, ignores request to same node "
                            + hex(to));
        }
    }

    void abortsTransfer(long term, long to) {
        if (wants(INFO)) {
            logger.log(INFO, me + " [term " + term + "] abort previous transferring leadership to " + hex(to));
        }
    }

    void transferToSelf() {
        if (wants(DEBUG)) {
            logger.log(DEBUG, me + " is already leader. Ignored transferring leadership to self");
        }
    }

    void transferToLearner() {
        if (wants(DEBUG)) {
            logger.log(DEBUG, me + " is learner. Ignored transferring leadership");
        }
    }

    void timeoutNow(long term, long from) {
        if (wants(INFO)) {
            logger.log(INFO,
                    me + " [term " + term + "] received MsgTimeoutNow from " + hex(from) + " and starts an election to get leadership.");
        }
    }

    void ignoredTimeoutNow(long term, StateType state, long from) {
        if (wants(DEBUG)) {
            logger.log(DEBUG, me + " [term " + term + " state " + state + "] ignored MsgTimeoutNow from " + hex(from));
        }
    }

    void forgetsLeader(long lead, long term) {
        if (wants(INFO)) {
            logger.log(INFO, me + " forgetting leader " + hex(lead) + " at term " + term);
        }
    }

    void doesNotForgetLeader() {
        if (wants(ERROR)) {
            logger.log(ERROR, "ignoring MsgForgetLeader due to ReadOnlyLeaseBased");
        }
    }

    void badReadIndexResp(Message m) {
        if (wants(ERROR)) {
            logger.log(ERROR, me + " invalid format of MsgReadIndexResp from " + hex(m.from()) + ", entries count: " + m.entries().size());
        }
    }

    // replication

    void rejectedAppend(Message m, long ownTerm) {
        if (wants(DEBUG)) {
            logger.log(DEBUG, me + " " + at(new EntryId(ownTerm, m.index())) + " rejected MsgApp " + lastOf(m) + " from " + hex(m.from()));
        }
    }

    void appendWasRejected(Message m) {
        if (wants(DEBUG)) {
            logger.log(DEBUG, me + " received MsgAppResp(rejected, hint: (index " + m.rejectHint() + ", term " + m.logTerm() + ")) from "
                    + hex(m.from()) + " for index " + m.index());
        }
    }

    void decreasedProgress(long peer, Progress pr) {
        if (wants(DEBUG)) {
            logger.log(DEBUG, me + " decreased progress of " + hex(peer) + " to [" + pr + "]");
        }
    }

    void noProgress(long peer) {
        if (wants(DEBUG)) {
            logger.log(DEBUG, me + " no progress available for " + hex(peer));
        }
    }

    void unreachable(long peer, Progress pr) {
        if (wants(DEBUG)) {
            logger.log(DEBUG, me + " failed to send message to " + hex(peer) + " because it is unreachable [" + pr + "]");
        }
    }

    void sentSnapshot(LogState log, EntryId snapshot, long to, Progress pr) {
        if (wants(DEBUG)) {
            logger.log(DEBUG, me + " [firstindex: " + log.firstIndex() + ", commit: " + log.committed() + "] sent snapshot[index: "
                    + snapshot.index() + ", term: " + snapshot.term() + "] to " + hex(to) + " [" + pr + "]");
        }
    }

    void paused(long to, Progress pr) {
        if (wants(DEBUG)) {
            logger.log(DEBUG, me + " paused sending replication messages to " + hex(to) + " [" + pr + "]");
        }
    }

    void resumed(String why, long to, Progress pr) {
        if (wants(DEBUG)) {
            logger.log(DEBUG, me + " " + why + ", resumed sending replication messages to " + hex(to) + " [" + pr + "]");
        }
    }

    void notRecentlyActive(long to) {
        if (wants(DEBUG)) {
            logger.log(DEBUG, "ignore sending snapshot to " + hex(to) + " since it is not recently active");
        }
    }

    void snapshotUnavailable(long to) {
        if (wants(DEBUG)) {
            logger.log(DEBUG, me + " failed to send snapshot to " + hex(to) + " because snapshot is temporarily unavailable");
        }
    }

    // snapshots received

    void startsToRestore(LogState log, EntryId snapshot) {
        if (wants(INFO)) {
            logger.log(INFO,
                    "log [committed=" + log.committed() + ", applied=" + log.applied() + ", applying=" + log.applying()
                            + ", unstable.offset=" + log.unstableOffset() + ", unstable.offsetInProgress=" + log.unstableOffsetInProgress()
                            + ", len(unstable.Entries)=" + log.unstableLength() + "] starts to restore snapshot " + named(snapshot));
        }
    }

    /// @param what such as `restored snapshot`
    void restoring(long commit, EntryId last, String what, EntryId snapshot) {
        if (wants(INFO)) {
            logger.log(INFO, me + " [commit: " + commit + ", lastindex: " + last.index() + ", lastterm: " + last.term() + "] " + what + " "
                    + named(snapshot));
        }
    }

    /// @param what `restored` or `ignored`
    void snapshotDone(long commit, String what, EntryId snapshot) {
        if (wants(INFO)) {
            logger.log(INFO, me + " [commit: " + commit + "] " + what + " snapshot " + named(snapshot));
        }
    }

    private static String named(EntryId snapshot) {
        return "[index: " + snapshot.index() + ", term: " + snapshot.term() + "]";
    }

    void notInSnapshot(String confState) {
        if (wants(WARN)) {
            logger.log(WARN,
                    me + " attempted to restore snapshot but it is not in the ConfState " + confState + "; should never happen");
        }
    }

    // the log

    void foundConflict(long index, long existingTerm, long conflictingTerm) {
        if (wants(INFO)) {
            logger.log(INFO, "found conflict at index " + index + " [existing term: " + existingTerm + ", conflicting term: "
                    + conflictingTerm + "]");
        }
    }

    void replaceUnstable(long from) {
        if (wants(INFO)) {
            logger.log(INFO, "replace the unstable entries from index " + from);
        }
    }

    void truncateUnstable(long from) {
        if (wants(INFO)) {
            logger.log(INFO, "truncate the unstable entries before index " + from);
        }
    }

    void missingFromUnstable(long index) {
        if (wants(INFO)) {
            logger.log(INFO, "entry at index " + index + " missing from unstable log; ignoring");
        }
    }

    void matchedUnstableSnapshot(long index) {
        if (wants(INFO)) {
            logger.log(INFO, "entry at index " + index + " matched unstable snapshot; ignoring");
        }
    }

    void mismatchedUnstable(long index, long term, long found) {
        if (wants(INFO)) {
            logger.log(INFO, "entry at (index,term)=(" + index + "," + term + ") mismatched with entry at (" + index + "," + found
                    + ") in unstable log; ignoring");
        }
    }

    // what etcd has no text for

    void refused(Message m, String flaw) {
        if (wants(WARN)) {
            logger.log(WARN, me + " refused a " + m.type() + " message from " + hex(m.from()) + ": " + flaw);
        }
    }
}
