package dev.raftd.server.replica;

import dev.raftd.api.ErrorCode;
import dev.raftd.node.Event;
import dev.raftd.raft.ReadState;
import dev.raftd.server.kv.KvRoot;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The linearizable reads that wait: for a read index, then for the store to have got there (thesis, section 6.4).
///
///     queued ── ReadIndex, all of them with one fresh id ──> asked ── ReadState(index) ──> known ── applied >= index ──> answered
///        ^                                                     │
///        └───────── no answer in time, or the leader changed ──┘
///
/// An id is used once, so an answer is always to a question asked after the reads arrived. Confined to the raft loop.
final class Reads {
    /// While so many questions are open, reads queue up for the next one.
    private static final int ASKED_MAX = 4;
    private static final int CONTEXT_BYTES = 3 * Long.BYTES;
    private static final int ID_OFFSET = 2 * Long.BYTES;

    private static final class Read extends Expiring.Item {
        final Reply<KvRoot> reply;

        Read(Reply<KvRoot> reply, long deadlineTick) {
            super(deadlineTick);
            this.reply = reply;
        }
    }

    /// @param context sent with it: an answer to a question of this member's former run may have the same id
    private record Asked(List<Read> reads, long tick, byte[] context) {}

    private final long self;
    private final long incarnation;
    private final int retryTicks;
    private final Counters counters;
    private final Expiring<Read> arrivals = new Expiring<>();
    private List<Read> queued = new ArrayList<>();
    private final Map<Long, Asked> asked = new HashMap<>();
    private final TreeMap<Long, List<Read>> known = new TreeMap<>();
    private long lastId;

    Reads(long self, long incarnation, int retryTicks, Counters counters) {
        this.self = self;
        this.incarnation = incarnation;
        this.retryTicks = retryTicks;
        this.counters = counters;
    }

    void add(Reply<KvRoot> reply, long deadlineTick) {
        Read read = new Read(reply, deadlineTick);
        arrivals.add(read);
        queued.add(read);
    }

    /// The question to ask now, null for none.
    Event.@Nullable ReadIndex ask(long tick) {
        if (queued.isEmpty() || asked.size() >= ASKED_MAX) {
            return null;
        }
        lastId++;
        byte[] context = ByteBuffer.allocate(CONTEXT_BYTES).putLong(self).putLong(incarnation).putLong(lastId).array();
        asked.put(lastId, new Asked(queued, tick, context));
        queued = new ArrayList<>();
        return new Event.ReadIndex(context);
    }

    /// How many are where.
    record Stages(int queued, int asked, long askedTick, int known, long lowestIndex) {}

    Stages stages() {
        return new Stages(queued.size(), asked.values().stream().mapToInt(question -> question.reads.size()).sum(),
                asked.values().stream().mapToLong(Asked::tick).min().orElse(-1), known.values().stream().mapToInt(List::size).sum(),
                known.isEmpty() ? 0 : known.firstKey());
    }

    void answered(ReadState state, KvRoot root) {
        byte[] context = state.requestContext();
        long id = context.length == CONTEXT_BYTES ? ByteBuffer.wrap(context).getLong(ID_OFFSET) : 0;
        Asked question = asked.get(id);
        if (question != null && Arrays.equals(question.context, context)) {
            asked.remove(id);
            known.computeIfAbsent(state.index(), index -> new ArrayList<>()).addAll(question.reads);
            applied(root);
        }
    }

    void applied(KvRoot root) {
        while (!known.isEmpty() && known.firstKey() <= root.appliedIndex()) {
            for (Read read : known.pollFirstEntry().getValue()) {
                if (read.claim()) {
                    counters.reads.increment();
                    read.reply.ok(root);
                }
            }
        }
    }

    /// A question to the leader before is not answered any more.
    void leaderChanged() {
        asked.values().forEach(question -> queued.addAll(question.reads));
        asked.clear();
    }

    /// @param leader the leader known now, 0 for none
    void ticked(long tick, long leader) {
        asked.values().removeIf(question -> question.tick + retryTicks <= tick && queued.addAll(question.reads));
        Failure failure = leader == 0
                ? Failure.notApplied(ErrorCode.NO_LEADER, "there was no leader in time")
                : Failure.notApplied(ErrorCode.TIMEOUT, "the read was not confirmed by a majority, or not caught up with, in time");
        arrivals.expire(tick, read -> fail(read, failure));
        queued.removeIf(Read::answered);
        // a member that learns read indexes but cannot catch up must not keep them all
        known.values().removeIf(reads -> reads.removeIf(Read::answered) && reads.isEmpty());
    }

    /// This member takes on nothing more for now: reads of what it has not applied yet are for another one to serve.
    void cannotCatchUp(Failure failure) {
        known.values().forEach(reads -> reads.forEach(read -> fail(read, failure)));
        known.clear();
    }

    void failAll(ErrorCode code, String detail) {
        arrivals.drain(read -> fail(read, Failure.notApplied(code, detail)));
        queued.clear();
        asked.clear();
        known.clear();
    }

    private void fail(Read read, Failure failure) {
        if (read.claim()) {
            counters.readsFailed.increment();
            read.reply.failed(failure);
        }
    }
}
