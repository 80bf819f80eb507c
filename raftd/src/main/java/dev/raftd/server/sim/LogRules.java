package dev.raftd.server.sim;

import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.LogState;
import dev.raftd.raft.StateType;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.server.replica.ReplicaTurns;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Elections, logs and commits, seen after each turn of each loop, with the memory of the whole run.
final class LogRules {
    /// A process as it was last seen.
    private static final class Seen {
        final LogView log = new LogView();
        /// Uncommitted changes of the configuration.
        final Deque<Long> changes = new ArrayDeque<>();
        long term;
        long commit;
        long applied;
        boolean led;
        ConfState conf = ConfState.EMPTY;
    }

    private final World world;
    /// By process.
    private final Map<SimProcess, Seen> seen = new HashMap<>();
    /// What each disk holds durably, as far as anybody was told; by member.
    private final TreeMap<Long, LogView> durable = new TreeMap<>();
    private final Map<Long, Long> leaders = new HashMap<>();
    /// The hash of the log up to and including an entry, by its place.
    private final LongMap prefixes = new LongMap();
    private final LogView committed = new LogView();

    LogRules(World world) {
        this.world = world;
        prefixes.put(place(0, 0), 1);
    }

    private static long place(long index, long term) {
        return term << 32 | index << 1 | 1;
    }

    /// The terms of all committed entries.
    LogView committed() {
        return committed;
    }

    LogView durable(long member) {
        return durable.computeIfAbsent(member, id -> new LogView());
    }

    void started(SimProcess process) {
        Seen s = new Seen();
        s.term = process.turns().status().term();
        s.conf = process.turns().conf();
        LogState log = process.turns().log();
        long base = log.firstIndex() - 1;
        s.log.reset(base, process.turns().term(base));
        s.commit = base;
        s.applied = process.turns().root().appliedIndex();
        seen.put(process, s);
        look(process);
    }

    void look(SimProcess process) {
        Seen s = seen.get(process);
        if (s == null || !process.isAlive()) {
            return;
        }
        ReplicaTurns turns = process.turns();
        BasicStatus status = turns.status();
        LogState log = turns.log();
        order(process, s, status, log);
        readLog(process, s, turns, log);
        commits(process, s, status, log);
        leadership(process, s, status);
        s.conf = turns.conf();
    }

    private void order(SimProcess process, Seen s, BasicStatus status, LogState log) {
        boolean grows = status.term() >= s.term && log.applied() >= s.applied && log.committed() >= s.commit;
        if (!grows) {
            world.violated(Rule.MONOTONIC, "member " + process.id() + " went back: term " + s.term + ", commit " + s.commit + ", applied "
                    + s.applied + " to " + status + " " + log);
        }
        boolean ordered = log.applied() <= log.applying() && log.applying() <= log.committed()
                && (log.committed() <= log.lastIndex() || log.unstableSnapshotIndex() > 0);
        if (!ordered) {
            world.violated(Rule.COMMITTED_STAYS, "member " + process.id() + ": " + log);
        }
        if (status.term() != s.term || status.state() == StateType.LEADER != s.led) {
            world.agenda.note(status.term() << 8 | status.state().ordinal());
        }
        s.term = status.term();
        s.applied = log.applied();
    }

    /// Entries that are new, or new in their place, are compared with what others have at it.
    private void readLog(SimProcess process, Seen s, ReplicaTurns turns, LogState log) {
        long base = log.firstIndex() - 1;
        long last = log.lastIndex();
        long lastTerm = turns.term(last);
        if (last == s.log.last() && lastTerm == s.log.term(last)) {
            return;
        }
        if (base > s.log.last() || base > s.log.base() && turns.term(base) != s.log.term(base)) {
            s.log.reset(base, turns.term(base));
            s.changes.clear();
        }
        long from = Math.min(last, s.log.last());
        while (from > Math.max(base, s.log.base()) && s.log.term(from) != turns.term(from)) {
            from--;
        }
        s.log.dropAbove(from);
        while (!s.changes.isEmpty() && s.changes.peekLast() > from) {
            s.changes.removeLast();
        }
        List<Entry> added = from < last ? turns.entries(from + 1, last + 1) : List.of();
        if (added == null) {
            return;
        }
        for (Entry e : added) {
            add(process, s, e);
        }
    }

    private void add(SimProcess process, Seen s, Entry e) {
        long before = prefixes.get(place(e.index() - 1, s.log.term(e.index() - 1)), 0);
        long hash = Dice.mix(Dice.mix(before, e.term() << 2 | e.type().ordinal()), Arrays.hashCode(e.data())) | 1;
        long known = prefixes.get(place(e.index(), e.term()), hash);
        if (before == 0 || known != hash) {
            world.violated(Rule.LOG_MATCHING, "member " + process.id() + " has another entry " + e.term() + "/" + e.index()
                    + " than others, or another one before it");
        }
        prefixes.put(place(e.index(), e.term()), hash);
        s.log.append(e.term());
        if (e.type() != EntryType.NORMAL) {
            s.changes.addLast(e.index());
        }
    }

    private void commits(SimProcess process, Seen s, BasicStatus status, LogState log) {
        long to = Math.min(log.committed(), log.lastIndex());
        for (long i = Math.max(s.commit + 1, log.firstIndex()); i <= to; i++) {
            commit(process, s, status, i);
        }
        s.commit = Math.max(s.commit, to);
        while (!s.changes.isEmpty() && s.changes.peekFirst() <= s.commit) {
            s.changes.removeFirst();
        }
    }

    private void commit(SimProcess process, Seen s, BasicStatus status, long index) {
        long term = s.log.term(index);
        if (index <= committed.last()) {
            if (committed.term(index) != term) {
                world.violated(Rule.COMMITTED_STAYS, "member " + process.id() + " commits " + term + "/" + index + ", but "
                        + committed.term(index) + "/" + index + " was committed");
            }
            return;
        }
        if (index != committed.last() + 1) {
            world.violated(Rule.COMMITTED_STAYS, "member " + process.id() + " commits " + index + ", nobody committed "
                    + (committed.last() + 1));
            return;
        }
        committed.append(term);
        world.agenda.note(term << 32 ^ index);
        Entry entry = process.turns().entries(index, index + 1) instanceof List<Entry> found && !found.isEmpty() ? found.getFirst() : null;
        if (entry != null) {
            world.rules.stores.committed(entry);
        }
        if (status.state() == StateType.LEADER) {
            requireQuorum(process, s, index, term);
        }
    }

    private void requireQuorum(SimProcess process, Seen s, long index, long term) {
        ConfState now = process.turns().conf();
        if (!isQuorum(s.conf, index, term) && !isQuorum(now, index, term)) {
            world.violated(Rule.COMMIT_QUORUM, "member " + process.id() + " commits " + term + "/" + index + ", which only "
                    + durable.entrySet().stream().filter(e -> e.getValue().holds(index, term)).map(Map.Entry::getKey).toList()
                    + " of " + now + " have on disk");
        }
    }

    private boolean isQuorum(ConfState conf, long index, long term) {
        return isMajority(conf.voters(), index, term)
                && (conf.votersOutgoing().isEmpty() || isMajority(conf.votersOutgoing(), index, term));
    }

    private boolean isMajority(List<Long> voters, long index, long term) {
        int holding = 0;
        for (long id : voters) {
            holding += durable(id).holds(index, term) ? 1 : 0;
        }
        return 2 * holding > voters.size();
    }

    private void leadership(SimProcess process, Seen s, BasicStatus status) {
        boolean leads = status.state() == StateType.LEADER;
        if (leads) {
            Long known = leaders.putIfAbsent(status.term(), process.id());
            if (known == null) {
                elected(process, s);
            } else if (known != process.id()) {
                world.violated(Rule.ELECTION_SAFETY, "term " + status.term() + " has the leaders " + known + " and " + process.id());
            }
            if (s.changes.size() > 1) {
                world.violated(Rule.CONFIGURATION, "leader " + process.id() + " has uncommitted changes at " + s.changes);
            }
        }
        s.led = leads;
    }

    private void elected(SimProcess process, Seen s) {
        world.coverage.hit("leader elected");
        world.trace.line(process.id(), "leads in term " + s.term);
        long last = committed.last();
        if (!s.log.holds(last, committed.term(last))) {
            world.violated(Rule.LEADER_COMPLETENESS, "leader " + process.id() + " of term " + s.term + " lacks the committed entry "
                    + committed.term(last) + "/" + last);
        }
    }

    int elections() {
        return leaders.size();
    }
}
