package dev.raftd.server.sim;

import dev.raftd.raftpb.HardState;
import dev.raftd.raftpb.Message;
import dev.raftd.server.storage.SegmentedLog;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What members promised each other, against what their disks hold then and after a crash.
final class PromiseRules {
    /// What a member's disk must give back.
    private static final class Ledger {
        long term;
        long voteTerm;
        long vote;
        /// The last term in which its disk said that it voted for itself.
        long ownVoteTerm;
        /// The last committed entry that was durable before the power went.
        long heldIndex;
        /// As of which operation of the disk it was found clean.
        long cleanAsOf = -1;
    }

    private final World world;
    private final LogRules logs;
    private final TreeMap<Long, Ledger> ledgers = new TreeMap<>();
    private final Map<String, Long> votes = new HashMap<>();
    private final Set<String> questions = new HashSet<>();

    PromiseRules(World world, LogRules logs) {
        this.world = world;
        this.logs = logs;
    }

    private Ledger ledger(long member) {
        return ledgers.computeIfAbsent(member, id -> new Ledger());
    }

    /// Whether all that the log shows is durable.
    private boolean isClean(SimProcess process) {
        return dirty(process) == null;
    }

    private @Nullable String dirty(SimProcess process) {
        SimDisk disk = process.node().disk();
        Ledger ledger = ledger(process.id());
        SimDisk wal = disk.below("wal");
        if (wal == null || ledger.cleanAsOf == disk.operations()) {
            return null;
        }
        String dirty = wal.dirty(name -> name.endsWith(".wal"));
        ledger.cleanAsOf = dirty == null ? disk.operations() : -1;
        return dirty;
    }

    void leaving(SimProcess process, Message m) {
        switch (m.type()) {
            case MSG_VOTE_RESP -> {
                if (!m.reject()) {
                    vote(process, m);
                }
            }
            case MSG_APP_RESP -> {
                if (!m.reject()) {
                    acknowledgement(process, m);
                }
            }
            case MSG_HEARTBEAT_RESP -> term(process, m);
            case MSG_READ_INDEX -> question(process, m);
            default -> {}
        }
    }

    private void vote(SimProcess process, Message m) {
        Long known = votes.putIfAbsent(process.id() + " " + m.term(), m.to());
        world.check(known == null || known == m.to(), Rule.ONE_VOTE, "member %d votes for %d and %d in term %d", process.id(), known,
                m.to(),
                m.term());
        HardState state = process.log().initialState().hardState();
        boolean there = isClean(process) && (state.term() > m.term() || state.term() == m.term() && state.vote() == m.to());
        world.check(there, Rule.PROMISE_DURABLE, "member %d votes for %d in term %d, its disk says %s; not synced: %s",
                process.id(), m.to(), m.term(), state, dirty(process));
        Ledger ledger = ledger(process.id());
        ledger.term = Math.max(ledger.term, m.term());
        ledger.voteTerm = m.term();
        ledger.vote = m.to();
    }

    private void acknowledgement(SimProcess process, Message m) {
        SegmentedLog log = process.log();
        HardState state = log.initialState().hardState();
        boolean there = isClean(process) && (state.term() > m.term() || state.term() == m.term() && log.lastIndex() >= m.index());
        if (!there) {
            world.violated(Rule.PROMISE_DURABLE, "member " + process.id() + " acknowledges up to " + m.index() + " in term " + m.term()
                    + ", its disk has " + log.lastIndex() + ", " + state + "; not synced: " + dirty(process));
        }
        Ledger ledger = ledger(process.id());
        ledger.term = Math.max(ledger.term, m.term());
        durableNow(process);
    }

    /// Who says that it is in a term is not found in an older one after a crash.
    private void term(SimProcess process, Message m) {
        HardState state = process.log().initialState().hardState();
        world.check(state.term() >= m.term(), Rule.PROMISE_DURABLE, "member %d answers in term %d, its disk says %s", process.id(),
                m.term(),
                state);
        Ledger ledger = ledger(process.id());
        ledger.term = Math.max(ledger.term, m.term());
    }

    private void question(SimProcess process, Message m) {
        if (m.from() != 0 && m.from() != process.id() || m.entries().isEmpty()) {
            return;
        }
        byte[] context = m.entries().getFirst().data();
        StringBuilder text = new StringBuilder();
        for (byte b : context) {
            text.append((char) (b & 0xff));
        }
        world.check(questions.add(text.toString()), Rule.READ_ID, "member %d asks again with the same id", process.id());
    }

    void afterWriting(SimProcess process) {
        if (isClean(process)) {
            HardState state = process.log().initialState().hardState();
            if (state.vote() == process.id()) {
                ledger(process.id()).ownVoteTerm = state.term();
            }
            durableNow(process);
        }
    }

    /// Whether a candidate's own vote counts: a crash would not let it forget it.
    boolean votedForItself(long member, long term) {
        return ledger(member).ownVoteTerm == term;
    }

    /// All that the log shows is durable: remembers it.
    private void durableNow(SimProcess process) {
        if (process.isForgetful()) {
            // what it had acknowledged counts as it did, and what it has now does not
            return;
        }
        SegmentedLog log = process.log();
        LogView view = logs.durable(process.id());
        long base = log.firstIndex() - 1;
        long last = log.lastIndex();
        if (last == view.last() && log.term(last) == view.term(last)) {
            return;
        }
        if (base > view.last() || base > view.base() && log.term(base) != view.term(base)) {
            view.reset(base, log.term(base));
        }
        long from = Math.min(last, view.last());
        while (from > Math.max(base, view.base()) && view.term(from) != log.term(from)) {
            from--;
        }
        view.dropAbove(from);
        for (long i = view.last() + 1; i <= last; i++) {
            view.append(log.term(i));
        }
    }

    void powerCut(SimNode node) {
        LogView view = logs.durable(node.id());
        LogView committed = logs.committed();
        long held = Math.min(view.last(), committed.last());
        while (held > view.base() && view.term(held) != committed.term(held)) {
            held--;
        }
        Ledger ledger = ledger(node.id());
        ledger.heldIndex = Math.max(ledger.heldIndex, held);
        ledger.cleanAsOf = -1;
    }

    /// What the disk gives back is what was promised of it.
    void recovered(SimProcess process) {
        if (process.isForgetful()) {
            return;
        }
        SegmentedLog log = process.log();
        Ledger ledger = ledger(process.id());
        ledger.cleanAsOf = -1;
        HardState state = log.initialState().hardState();
        world.check(state.term() >= ledger.term, Rule.PROMISE_KEPT, "member %d was in term %d, its disk says %s", process.id(), ledger.term,
                state);
        world.check(state.term() != ledger.voteTerm || state.vote() == ledger.vote, Rule.PROMISE_KEPT,
                "member %d voted for %d in term %d, its disk says %s", process.id(), ledger.vote, ledger.voteTerm, state);
        long held = ledger.heldIndex;
        long term = logs.committed().term(held);
        boolean holds = held < log.firstIndex() || log.lastIndex() >= held && log.term(held) == term;
        world.check(holds, Rule.PROMISE_KEPT, "member %d had the committed entry %d/%d, its log now is %d to %d", process.id(), term, held,
                log.firstIndex(), log.lastIndex());
        afterWriting(process);
    }
}
