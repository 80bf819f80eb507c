package dev.raftd.server.replica;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.Outcome;
import dev.raftd.api.WriteResponse;
import dev.raftd.node.Event;
import dev.raftd.raft.StepResult;
import dev.raftd.raftpb.Entry;
import dev.raftd.server.journey.Journeys;
import dev.raftd.server.kv.Applied;
import dev.raftd.server.kv.CommandCodec;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.kv.Origin;
import dev.raftd.server.kv.WriteResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// The writes that wait, from their arrival to their answer.
///
///     held ── a leader is known ──> proposed ── applied ───────────────────────────> what the store says
///      │                              ├── another term's entry took its index ─────> leader_changed, not applied; unknown if forwarded before
///      │                              ├── a snapshot took the store's place ───────> leader_changed, unknown
///      └── time is up: no_leader,     └── time is up ──────────────────────────────> timeout or no_quorum, unknown
///          not applied
///
/// A forwarded write's index is never learnt: it is found again by its [Origin]. A leader that steps down or hands over drops it without a
/// word, so it is proposed again to the next leader, with the number it has: if the first one made it after all, the store passes over the
/// second; if later ones of this member were applied before it, the store passes over both, and it is known not to be applied.
///
/// Confined to the raft loop.
final class Proposals {
    private static final class Write extends Expiring.Item {
        final byte[] data;
        final Reply<WriteResponse> reply;
        final long receivedNanos;
        long proposedNanos;
        long forwardedNanos;
        boolean proposed;
        // a copy is, or may be, on its way that this member knows no index of
        boolean forwarded;
        long sequence;
        // 0 while it is not known to be in this member's log
        long index;
        long term;

        Write(byte[] data, Reply<WriteResponse> reply, long deadlineTick, long receivedNanos) {
            super(deadlineTick);
            this.data = data;
            this.reply = reply;
            this.receivedNanos = receivedNanos;
        }
    }

    private final long self;
    private final long incarnation;
    private final Counters counters;
    private final Journeys journeys;
    private final Expiring<Write> arrivals = new Expiring<>();
    private List<Write> held = new ArrayList<>();
    private final Map<Long, Write> bySequence = new HashMap<>();
    private final Map<Long, Write> byIndex = new HashMap<>();
    private long lastSequence;

    Proposals(long self, long incarnation, Counters counters, Journeys journeys) {
        this.self = self;
        this.incarnation = incarnation;
        this.counters = counters;
        this.journeys = journeys;
    }

    /// Takes a write whose origin has yet to be numbered.
    ///
    /// @param receivedNanos when it was asked for, see [Journeys#now]; 0 for this member's own
    void add(byte[] data, Reply<WriteResponse> reply, long deadlineTick, long receivedNanos) {
        Write write = new Write(data, reply, deadlineTick, receivedNanos);
        arrivals.add(write);
        held.add(write);
    }

    /// What is to be proposed now: everything held.
    ///
    /// @param full whether a proposal that was refused found the leader full, rather than absent or handing over
    List<Event> propose(BooleanSupplier full) {
        List<Event> events = new ArrayList<>(held.size());
        long now = journeys.now();
        for (Write w : held) {
            if (!w.answered()) {
                w.proposedNanos = now;
                number(w);
                events.add(new Event.Propose(w.data, result -> told(w, result, full)));
            }
        }
        held = new ArrayList<>();
        return events;
    }

    private void number(Write w) {
        if (!w.proposed) {
            w.sequence = ++lastSequence;
            CommandCodec.renumber(w.data, w.sequence);
        }
    }

    /// Forwarded writes go to the new leader too, in the order of their numbers and before any new one.
    void leaderChanged() {
        TreeMap<Long, Write> again = new TreeMap<>();
        bySequence.values().stream().filter(w -> w.index == 0).forEach(w -> again.put(w.sequence, w));
        List<Write> all = new ArrayList<>(again.values());
        held.stream().filter(w -> !w.proposed).forEach(all::add);
        held = all;
    }

    /// Proposed or not.
    int waiting() {
        return bySequence.size() + (int) held.stream().filter(w -> !w.proposed).count();
    }

    int heldCount() {
        return held.size();
    }

    boolean isHolding() {
        return !held.isEmpty();
    }

    private void told(Write w, StepResult result, BooleanSupplier full) {
        switch (result) {
            case StepResult.Appended a -> {
                proposed(w);
                w.index = a.index();
                w.term = a.term();
                byIndex.put(w.index, w);
                journeys.proposed(w.index, w.term, w.receivedNanos, w.proposedNanos);
            }
            case StepResult.Forwarded f -> forwarded(w);
            case StepResult.Done d -> forwarded(w);
            case StepResult.Refused r -> {
                if (!full.getAsBoolean()) {
                    held.add(w);
                } else if (!w.proposed) {
                    fail(w, Failure.notApplied(ErrorCode.OVERLOADED, "too many writes are not committed yet"));
                }
                // else the copy sent to the leader before may yet be applied: it waits for that
            }
        }
    }

    private void forwarded(Write w) {
        w.forwarded = true;
        w.forwardedNanos = journeys.now();
        proposed(w);
    }

    private void proposed(Write w) {
        w.proposed = true;
        bySequence.put(w.sequence, w);
    }

    /// An entry was applied, and this is what it did.
    void applied(Entry e, Applied applied) {
        switch (applied) {
            case Applied.Written a -> answer(e, a.origin(), w -> answer(w, a));
            case Applied.Announced a -> answer(e, a.origin(), w -> w.reply.ok(new WriteResponse(e.index(), e.term(), 0, true)));
            case Applied.Repeated a -> answer(e, a.origin(), w -> w.reply.failed(overtaken()));
            case Applied.Nothing a -> {}
            case Applied.Skipped a -> {}
            case Applied.NewerFormat a -> {}
        }
        overwritten(e);
    }

    private interface Answering {
        void answer(Write w);
    }

    private void answer(Entry e, Origin origin, Answering how) {
        Write w = origin.member() == self && origin.incarnation() == incarnation ? bySequence.get(origin.sequence()) : null;
        if (w != null && claim(w)) {
            how.answer(w);
            if (w.index == 0) {
                journeys.forwarded(e.index(), e.term(), w.receivedNanos, w.proposedNanos, w.forwardedNanos);
            }
            journeys.answered(e.index());
        }
    }

    private void answer(Write w, Applied.Written a) {
        switch (a.result()) {
            case WriteResult.Written r -> {
                counters.writes.increment();
                w.reply.ok(new WriteResponse(a.index(), a.term(), r.revision(), r.existed()));
            }
            case WriteResult.CompareFailed r -> w.reply.failed(Failure.notApplied(ErrorCode.COMPARE_FAILED, r.modRevision() == 0
                    ? "the key does not exist"
                    : "the key's modification revision is " + r.modRevision()));
            case WriteResult.KeyReused r ->
                w.reply.failed(Failure.notApplied(ErrorCode.INVALID_ARGUMENT, "the Idempotency-Key was used before for another write"));
        }
    }

    /// Whatever was appended here at this index in another term is gone for good: the committed entry is another one.
    void overwritten(Entry e) {
        Write w = byIndex.remove(e.index());
        if (w != null && w.term != e.term()) {
            fail(w, lost(w));
        }
    }

    /// Its entry is gone; but a copy that was forwarded before may be in nobody's log yet, and be applied later.
    private static Failure lost(Write w) {
        return w.forwarded
                ? Failure.unknown(ErrorCode.LEADER_CHANGED, "the leader changed; the write may be applied yet")
                : overtaken();
    }

    private static Failure overtaken() {
        return Failure.notApplied(ErrorCode.LEADER_CHANGED, "the leader changed before it replicated the write");
    }

    /// The store was replaced by a later one: of the writes it numbers as done, none knows what came of it; of the others, those are gone
    /// whose index was taken by another entry.
    void jumpedTo(KvRoot root) {
        long last = root.lastSequence(self, incarnation);
        List.copyOf(bySequence.values()).forEach(w -> {
            if (w.sequence <= last) {
                fail(w, Failure.unknown(ErrorCode.LEADER_CHANGED, "this member fell behind and does not know what became of the write"));
            } else if (w.index != 0 && w.index <= root.appliedIndex()) {
                fail(w, lost(w));
            }
        });
    }

    /// @param leader the leader known now, 0 for none
    void ticked(long tick, long leader) {
        arrivals.expire(tick, w -> fail(w, timedOut(w, leader)));
        held.removeIf(Write::answered);
    }

    private static Failure timedOut(Write w, long leader) {
        if (!w.proposed) {
            return Failure.notApplied(ErrorCode.NO_LEADER, "there was no leader in time");
        }
        return leader == 0
                ? Failure.unknown(ErrorCode.NO_QUORUM, "the write was proposed, but a majority was not reached in time")
                : Failure.unknown(ErrorCode.TIMEOUT, "the write was proposed, but not known committed in time");
    }

    /// Answers everything that waits.
    void failAll(ErrorCode code, String detail) {
        arrivals.drain(w -> fail(w, new Failure(code, detail, w.proposed ? Outcome.UNKNOWN : Outcome.NOT_APPLIED)));
        held.clear();
    }

    private void fail(Write w, Failure failure) {
        if (claim(w)) {
            counters.writesFailed.increment();
            w.reply.failed(failure);
        }
    }

    private boolean claim(Write w) {
        bySequence.remove(w.sequence, w);
        byIndex.remove(w.index, w);
        return w.claim();
    }
}
