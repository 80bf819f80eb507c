package dev.raftd.fuzz;

import dev.raftd.quorum.JointConfig;
import dev.raftd.quorum.Vote;
import dev.raftd.quorum.VoteResult;

import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.LogState;
import dev.raftd.raft.StateType;
import dev.raftd.raft.Status;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What must hold after every step, seen from outside with the memory of the whole run (Raft paper, figure 3, and what follows from
/// durability).
final class Invariants {
    record Place(long index, long term) {}

    record Ballot(long node, long term) {}

    private final Map<Long, Long> leaderOfTerm = new HashMap<>();
    private final Map<Ballot, Long> votes = new HashMap<>();
    /// The hash of the log up to and including an entry, by the entry's place.
    private final Map<Place, Long> prefixes = new HashMap<>();
    /// The term of each entry known committed, by index.
    private final TreeMap<Long, Long> committed = new TreeMap<>();
    /// The state machine's hash after each applied entry, by index, as the first node to apply it had it.
    private final Map<Long, Long> states = new HashMap<>();
    private final Map<Long, ConfState> confStates = new HashMap<>();
    private long appliedAnywhere;
    private final List<FuzzNode> nodes;

    Invariants(List<FuzzNode> nodes, long firstIndex, long firstTerm, ConfState firstConfState) {
        this.nodes = nodes;
        prefixes.put(new Place(firstIndex, firstTerm), 0L);
        committed.put(firstIndex, firstTerm);
        states.put(firstIndex, 0L);
        confStates.put(firstIndex, firstConfState);
        appliedAnywhere = firstIndex;
    }

    long appliedAnywhere() {
        return appliedAnywhere;
    }

    static void check(boolean holds, String format, Object... arguments) {
        if (!holds)
            throw new AssertionError(String.format(format, arguments));
    }

    /// After any step of a node.
    void afterStep(FuzzNode node) {
        BasicStatus status = node.raw().basicStatus();
        LogState log = node.raw().logState();
        check(log.committed() <= log.lastIndex() || log.unstableSnapshotIndex() > 0, "commit beyond last: %s", log);
        check(log.applied() <= log.applying() && log.applying() <= log.committed(), "applied, applying, committed: %s", log);
        node.checkMonotonic(status, log);
        if (status.state() == StateType.LEADER && log.committed() > node.commitChecked)
            check(node.raw().term(log.committed()) == status.term(), "leader %d commits an entry of an earlier term by counting: %s",
                    node.id, log);
        committedNeverChanges(node, log);
        if (status.state() == StateType.LEADER)
            leader(node, status, log);
    }

    private void committedNeverChanges(FuzzNode node, LogState log) {
        for (long i = Math.max(node.commitChecked + 1, log.firstIndex()); i <= log.committed(); i++) {
            long term = node.raw().term(i);
            Long known = committed.putIfAbsent(i, term);
            check(known == null || known == term, "node %d commits %d/%d, but %d/%d was committed", node.id, term, i, known, i);
            if (known == null)
                durableOnQuorum(node, i, term);
        }
        node.commitChecked = Math.max(node.commitChecked, log.committed());
    }

    /// The first node to commit is a leader that counts acknowledgements: each stands for an entry on a disk.
    private void durableOnQuorum(FuzzNode node, long index, long term) {
        Status status = node.raw().status();
        if (status.basic().state() != StateType.LEADER)
            return; // it heard of it from a leader that the check has not come round to, as it stepped down in the same step
        JointConfig voters = status.config().voters();
        VoteResult result = voters.voteResult(id -> holds(id, index, term) ? Vote.GRANTED : Vote.REJECTED);
        check(result == VoteResult.WON, "%d committed %d/%d without a quorum of disks of %s", node.id, term, index, voters);
    }

    private boolean holds(long id, long index, long term) {
        FuzzNode node = nodes.get((int) id - 1);
        return node.disk.firstIndex() > index || node.disk.term(index) == term;
    }

    private void leader(FuzzNode node, BasicStatus status, LogState log) {
        Long known = leaderOfTerm.putIfAbsent(status.term(), node.id);
        check(known == null || known == node.id, "term %d has two leaders: %d and %d", status.term(), known, node.id);
        if (known == null)
            leaderIsComplete(node, log);
        if (node.raw().term(log.lastIndex()) == status.term() || log.lastIndex() > log.committed())
            onePendingChange(node, log);
    }

    private void leaderIsComplete(FuzzNode node, LogState log) {
        for (Map.Entry<Long, Long> e : committed.tailMap(log.firstIndex()).entrySet())
            check(node.raw().term(e.getKey()) == e.getValue(), "leader %d lacks committed entry %d/%d", node.id, e.getValue(), e.getKey());
        check(log.lastIndex() >= committed.lastKey(), "leader %d ends before the committed %d", node.id, committed.lastKey());
    }

    private void onePendingChange(FuzzNode node, LogState log) {
        long from = Math.max(committed.lastKey() + 1, log.firstIndex());
        if (from > log.lastIndex())
            return;
        long changes = 0;
        for (Entry e : node.raw().entries(from, log.lastIndex() + 1, Long.MAX_VALUE))
            changes += e.type() == EntryType.NORMAL ? 0 : 1;
        check(changes <= 1, "leader %d has %d uncommitted configuration changes", node.id, changes);
    }

    /// After entries reached a disk.
    void stored(FuzzNode node, List<Entry> entries) {
        for (Entry e : entries) {
            if (e.index() <= node.disk.firstIndex() - 1)
                continue;
            Long before = prefixes.get(new Place(e.index() - 1, node.disk.term(e.index() - 1)));
            check(before != null, "entry %d/%d of node %d follows one that nobody had", e.term(), e.index(), node.id);
            long hash = mix(mix(mix(before, e.term()), e.type().ordinal()), Arrays.hashCode(e.data()));
            Long known = prefixes.putIfAbsent(new Place(e.index(), e.term()), hash);
            check(known == null || known == hash, "logs up to %d/%d differ, on node %d", e.term(), e.index(), node.id);
        }
    }

    /// When a message leaves its node.
    void sent(FuzzNode node, Message m) {
        HardState durable = node.disk.initialState().hardState();
        if (m.type() == MessageType.MSG_VOTE_RESP && !m.reject()) {
            check(durable.term() > m.term() || durable.term() == m.term() && durable.vote() == m.to(), "vote not durable: %s", m);
            Long known = votes.putIfAbsent(new Ballot(node.id, m.term()), m.to());
            check(known == null || known == m.to(), "node %d votes for %d and %d in term %d", node.id, known, m.to(), m.term());
        }
        if (m.type() == MessageType.MSG_APP_RESP && !m.reject()) {
            check(durable.term() >= m.term(), "term not durable: %s", m);
            // entries that a later leader replaced before they were written were in effect stored and then truncated
            check(durable.term() > m.term() || node.disk.lastIndex() >= m.index(), "acknowledged, but durable only up to %d: %s",
                    node.disk.lastIndex(), m);
        }
    }

    /// After a node applied an entry; its state machine's hash tells whether it is where the others were.
    void applied(FuzzNode node, long index) {
        Long known = states.putIfAbsent(index, node.stateHash);
        check(known == null || known == node.stateHash, "state machines differ at %d, on node %d", index, node.id);
        ConfState conf = confStates.putIfAbsent(index, node.confState);
        check(conf == null || conf.equals(node.confState), "configurations differ at %d: %s, on node %d %s", index, conf, node.id,
                node.confState);
        ConfState previous = confStates.get(index - 1);
        if (conf == null && previous != null && !previous.equals(node.confState))
            quorumsIntersect(previous, node.confState);
        appliedAnywhere = Math.max(appliedAnywhere, index);
    }

    /// After a snapshot replaced a state machine.
    void restored(FuzzNode node, long index) {
        check(states.get(index) == node.stateHash, "snapshot at %d differs, on node %d", index, node.id);
        check(confStates.get(index).equals(node.confState), "snapshot's configuration at %d differs, on node %d", index, node.id);
    }

    void readServed(long readIndex, long appliedBefore) {
        check(readIndex >= appliedBefore, "read index %d, but %d was applied before the read was asked for", readIndex, appliedBefore);
    }

    private static void quorumsIntersect(ConfState a, ConfState b) {
        List<Long> all = new ArrayList<>();
        for (List<Long> ids : List.of(a.voters(), a.votersOutgoing(), b.voters(), b.votersOutgoing()))
            ids.stream().filter(id -> !all.contains(id)).forEach(all::add);
        for (int set = 0; set < 1 << all.size(); set++)
            check(!(isQuorum(a, all, set) && isQuorum(b, all, ~set)), "disjoint quorums of %s and %s", a, b);
    }

    private static boolean isQuorum(ConfState conf, List<Long> all, int set) {
        return isMajority(conf.voters(), all, set) && (conf.votersOutgoing().isEmpty() || isMajority(conf.votersOutgoing(), all, set));
    }

    private static boolean isMajority(List<Long> voters, List<Long> all, int set) {
        return voters.stream().filter(id -> (set >> all.indexOf(id) & 1) == 1).count() > voters.size() / 2;
    }

    static long mix(long hash, long value) {
        long h = (hash ^ value) * 0x9E3779B97F4A7C15L;
        return h ^ h >>> 29;
    }
}
