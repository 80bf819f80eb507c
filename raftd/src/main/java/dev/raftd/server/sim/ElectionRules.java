package dev.raftd.server.sim;

import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.StateType;
import dev.raftd.raftpb.ConfState;
import dev.raftd.raftpb.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What keeps leadership where it works, and takes it from where it does not.
final class ElectionRules {
    /// Hearing is checked once an election timeout, of what was heard since the last check; each transfer puts that off.
    private static final int SILENCE_ELECTIONS_MAX = 4;

    /// A process that leads.
    private static final class Leading {
        final long term;
        final TreeMap<Long, Long> heardNanos = new TreeMap<>();
        ConfState conf;
        long commit;
        long transferee;
        /// Of the process's own time, without what it stood still.
        long activeNanos;
        long lookedNanos;
        long sinceNanos;

        Leading(long term, ConfState conf, long commit, long lookedNanos) {
            this.term = term;
            this.conf = conf;
            this.commit = commit;
            this.lookedNanos = lookedNanos;
        }
    }

    private record Election(long candidate, long term) {}

    private final World world;
    private final PromiseRules promises;
    private final Map<SimProcess, Leading> leading = new HashMap<>();
    private final Map<Election, Set<Long>> promised = new HashMap<>();
    private final Map<Election, Set<Long>> voted = new HashMap<>();

    ElectionRules(World world, PromiseRules promises) {
        this.world = world;
        this.promises = promises;
    }

    void leaving(SimProcess process, Message m) {
        switch (m.type()) {
            case MSG_PRE_VOTE_RESP -> {
                if (!m.reject()) {
                    promised.computeIfAbsent(new Election(m.to(), m.term()), e -> new HashSet<>()).add(process.id());
                }
            }
            case MSG_VOTE_RESP -> {
                if (!m.reject()) {
                    voted.computeIfAbsent(new Election(m.to(), m.term()), e -> new HashSet<>()).add(process.id());
                }
            }
            case MSG_VOTE -> {
                // a transfer asks nobody: the leader itself wants it
                if (m.context().length == 0) {
                    requirePromises(process, m.term());
                }
            }
            default -> {}
        }
    }

    private void requirePromises(SimProcess process, long term) {
        Set<Long> by = new HashSet<>(promised.getOrDefault(new Election(process.id(), term), Set.of()));
        // the core cannot tell a late answer to its former question, asked in the term before, from one to this
        by.addAll(promised.getOrDefault(new Election(process.id(), term - 1), Set.of()));
        ConfState conf = process.turns().conf();
        world.check(Quorums.isQuorum(conf, id -> id == process.id() || by.contains(id)), Rule.UNDISTURBED,
                "member %d asks for votes in term %d, promised were those of %s of %s", process.id(), term, by, conf);
    }

    /// What left was durable, or it would have violated something then. A candidate that forgot its own vote could be elected in the same term
    /// once more, by the same votes.
    private void requireVotes(SimProcess process, long term) {
        Set<Long> by = voted.getOrDefault(new Election(process.id(), term), Set.of());
        boolean own = promises.votedForItself(process.id(), term);
        ConfState conf = process.turns().conf();
        world.check(own && Quorums.isQuorum(conf, id -> id == process.id() || by.contains(id)), Rule.ELECTED,
                "member %d leads in term %d by the votes of %s%s of %s", process.id(), term, by, own ? " and its own" : "", conf);
    }

    /// A message arrived.
    void heard(SimProcess process, long from) {
        Leading l = leading.get(process);
        if (l != null) {
            l.heardNanos.put(from, l.activeNanos);
        }
    }

    void look(SimProcess process) {
        BasicStatus status = process.turns().status();
        if (!process.isAlive() || status.state() != StateType.LEADER) {
            leading.remove(process);
            return;
        }
        Leading l = leading.get(process);
        if (l == null || l.term != status.term()) {
            requireVotes(process, status.term());
            leading.put(process, new Leading(status.term(), process.turns().conf(), status.commit(), process.localNanos()));
            return;
        }
        commit(process, l, status);
        hearing(process, l, status);
    }

    private void commit(SimProcess process, Leading l, BasicStatus status) {
        if (status.commit() > l.commit) {
            long term = process.turns().term(status.commit());
            world.check(term == l.term, Rule.OWN_TERM, "leader %d of term %d commits up to %d/%d", process.id(), l.term, term,
                    status.commit());
            l.commit = status.commit();
        }
    }

    private void hearing(SimProcess process, Leading l, BasicStatus status) {
        long now = process.localNanos();
        l.activeNanos += Math.min(now - l.lookedNanos, 2 * world.swarm.tickMillis() * Swarm.MILLIS);
        l.lookedNanos = now;
        ConfState conf = process.turns().conf();
        boolean transfers = status.leadTransferee() != 0 && status.leadTransferee() != l.transferee;
        l.transferee = status.leadTransferee();
        if (transfers || !conf.equals(l.conf)) {
            l.conf = conf;
            l.sinceNanos = l.activeNanos;
        }
        long silence = SILENCE_ELECTIONS_MAX * world.swarm.electionNanos();
        if (l.activeNanos - l.sinceNanos > silence) {
            boolean hears = Quorums.isQuorum(conf,
                    id -> id == process.id() || l.activeNanos - l.heardNanos.getOrDefault(id, Long.MIN_VALUE / 2) <= silence);
            world.check(hears, Rule.STEPS_DOWN, "member %d still leads in term %d; of %s it heard, so many ns ago each: %s", process.id(),
                    l.term, conf, l.heardNanos);
        }
    }
}
