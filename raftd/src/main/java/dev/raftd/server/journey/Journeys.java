package dev.raftd.server.journey;

import dev.raftd.api.Bytes;
import dev.raftd.api.JourneyExchange;
import dev.raftd.raft.BasicStatus;
import dev.raftd.raft.StateType;
import dev.raftd.raft.StepResult;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.EntryType;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.server.kv.CommandCodec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Notes when entries pass each stage. Confined to the raft loop but for [#now].
///
///     slot of an index = its chunk (index / 1024 % chunks), and index % 1024 in it
///
/// With no entries to keep, everything here does nothing, and no clock is read.
public final class Journeys {
    /// How many messages before an entry, and after it, tell of the clocks.
    private static final int NEIGHBOURS = 16;
    /// How far they are looked for.
    private static final int REACH = 4_096;
    /// And how long before and after: clocks drift.
    private static final long NEAR_NANOS = 10_000_000_000L;

    private final long self;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final @Nullable Chunk[] chunks;
    private final Columns columns = new Columns();
    private final Arrivals arrivals = new Arrivals();
    /// The last index of this member's log that was appended while it was recorded, 0 for none.
    private long newest;
    private long committed;
    /// The chunk asked for last, and its number: that of its indexes.
    private @Nullable Chunk recent;
    private long recentNumber = -1;

    /// @param entries   how many of the last ones are kept at least, 0 for none
    /// @param committed up to where entries count as committed already
    public Journeys(long self, int entries, long committed, LongSupplier nanoTime) {
        this.self = self;
        this.committed = committed;
        this.nanoTime = nanoTime;
        // a whole chunk more than asked for: the newest one is only begun
        chunks = new Chunk[entries == 0 ? 0 : (entries + Chunk.MASK) / Chunk.SLOTS + 1];
        startNanos = chunks.length == 0 ? 0 : nanoTime.getAsLong();
    }

    public boolean isOn() {
        return chunks.length > 0;
    }

    /// How many entries are kept at least.
    public long capacity() {
        return Math.max(0, chunks.length - 1) * (long) Chunk.SLOTS;
    }

    /// The time as it is recorded: more than 0; 0 if nothing is recorded. Any thread.
    public long now() {
        return isOn() ? nanoTime.getAsLong() - startNanos + 1 : 0;
    }

    // What happens.

    /// A request became an entry of this leader's log.
    ///
    /// @param receivedNanos 0 for what nobody asked for over HTTP
    public void proposed(long index, long term, long receivedNanos, long proposedNanos) {
        if (isOn()) {
            Chunk chunk = open(index, term);
            int slot = slot(index);
            chunk.stages[Chunk.RECEIVED][slot] = receivedNanos;
            chunk.stages[Chunk.PROPOSED][slot] = proposedNanos;
        }
    }

    /// A request that was passed on to the leader turned out to be that entry.
    public void forwarded(long index, long term, long receivedNanos, long proposedNanos, long forwardedNanos) {
        Chunk chunk = of(index);
        if (chunk != null && chunk.has(index, term)) {
            int slot = slot(index);
            chunk.stages[Chunk.RECEIVED][slot] = receivedNanos;
            chunk.stages[Chunk.PROPOSED][slot] = proposedNanos;
            chunk.stages[Chunk.FORWARDED][slot] = forwardedNanos;
        }
    }

    /// Whoever asked for the entry has an answer.
    public void answered(long index) {
        if (isOn()) {
            stamp(Chunk.ANSWERED, index, index, now());
        }
    }

    /// A member's message was stepped.
    ///
    /// @param receivedNanos when it came
    /// @param now           where the node stands after it
    public void stepped(Message m, StepResult result, long receivedNanos, BasicStatus now) {
        if (!isOn()) {
            return;
        }
        boolean leads = now.state() == StateType.LEADER;
        if (m.type() == MessageType.MSG_APP && m.term() == now.term() && !m.entries().isEmpty()) {
            arrivals.add(m.entries().getFirst().index(), m.entries().getLast().index(), m.from(), receivedNanos);
        } else if (m.type() == MessageType.MSG_PROP && result instanceof StepResult.Appended a) {
            proposalReceived(a.index(), a.term(), m, receivedNanos);
        } else if (m.type() == MessageType.MSG_APP_RESP && leads && !m.reject()) {
            acknowledged(m.from(), m.index(), receivedNanos);
        } else if (m.type() == MessageType.MSG_SNAP) {
            // what is recorded up to there may not be what was committed
            committed = now.commit();
        }
        committedTo(now.commit(), leads ? m.from() : 0);
    }

    /// The disk has done something, and may have closed the quorum by it.
    public void diskStepped(BasicStatus now) {
        committedTo(now.commit(), now.state() == StateType.LEADER ? self : 0);
    }

    private void proposalReceived(long first, long term, Message m, long nanos) {
        for (long i = first; i < first + m.entries().size(); i++) {
            Chunk chunk = open(i, term);
            chunk.stages[Chunk.PROPOSAL_RECEIVED][slot(i)] = nanos;
            chunk.from[slot(i)] = m.from();
        }
    }

    /// Only what was sent under this leadership, or is committed by it, was waited for.
    private void acknowledged(long peer, long index, long nanos) {
        int column = columns.take(peer);
        if (column == Columns.NONE || index <= columns.ackedTo[column]) {
            return;
        }
        long sentFrom = columns.sentFrom[column];
        long first = Math.max(columns.ackedTo[column], sentFrom == 0 ? committed : Math.min(committed, sentFrom - 1)) + 1;
        columns.ackedTo[column] = index;
        for (long i = Math.max(first, oldest()); i <= Math.min(index, newest); i++) {
            Chunk chunk = of(i);
            if (chunk != null) {
                long[] lane = chunk.acked(column);
                lane[slot(i)] = lane[slot(i)] == 0 ? nanos : lane[slot(i)];
            }
        }
    }

    /// The commit index may have gone up.
    ///
    /// @param closer whose acknowledgement did it, 0 if none did
    public void committedTo(long index, long closer) {
        if (!isOn() || index <= committed) {
            return;
        }
        long now = now();
        for (long i = Math.max(committed + 1, oldest()); i <= Math.min(index, newest); i++) {
            Chunk chunk = of(i);
            if (chunk != null) {
                chunk.stages[Chunk.COMMITTED][slot(i)] = now;
                chunk.closer[slot(i)] = closer;
            }
        }
        committed = index;
    }

    /// Entries are in the log's unstable part.
    public void appended(List<Entry> entries) {
        if (!isOn()) {
            return;
        }
        if (!entries.isEmpty()) {
            long now = now();
            for (int i = 0; i < entries.size(); i++) {
                appended(entries.get(i), now);
            }
            // a log that was cut back ends here
            newest = entries.getLast().index();
        }
        arrivals.clear();
    }

    private void appended(Entry e, long now) {
        Chunk chunk = open(e.index(), e.term());
        int slot = slot(e.index());
        chunk.kind[slot] = kind(e);
        chunk.key[slot] = e.type() == EntryType.NORMAL ? CommandCodec.keyHash(e.data()) : 0;
        chunk.stages[Chunk.APPENDED][slot] = now;
        int arrival = arrivals.of(e.index());
        if (arrival >= 0) {
            chunk.from[slot] = arrivals.from(arrival);
            chunk.stages[Chunk.APPEND_RECEIVED][slot] = arrivals.nanos(arrival);
        }
    }

    private static byte kind(Entry e) {
        return switch (e.type()) {
            case NORMAL -> e.data().length == 0 ? Chunk.EMPTY : Chunk.COMMAND;
            case CONF_CHANGE -> Chunk.CONF_CHANGE;
            case CONF_CHANGE_V2 -> Chunk.CONF_CHANGE_V2;
        };
    }

    /// A message leaves.
    public void sent(Message m) {
        if (!isOn() || m.type() != MessageType.MSG_APP || m.entries().isEmpty()) {
            return;
        }
        int column = columns.take(m.to());
        if (column == Columns.NONE) {
            return;
        }
        long first = m.entries().getFirst().index();
        columns.sentFrom[column] = columns.sentFrom[column] == 0 ? first : Math.min(first, columns.sentFrom[column]);
        long now = now();
        for (long i = Math.max(first, oldest()); i <= Math.min(m.entries().getLast().index(), newest); i++) {
            Chunk chunk = of(i);
            if (chunk != null) {
                long[] lane = chunk.sent(column);
                lane[slot(i)] = lane[slot(i)] == 0 ? now : lane[slot(i)];
            }
        }
    }

    /// Entries are durable.
    public void stored(Stored stored) {
        for (List<Entry> entries : stored.entries()) {
            for (int n = 0; n < entries.size(); n++) {
                stored(entries.get(n), stored);
            }
        }
    }

    private void stored(Entry e, Stored stored) {
        Chunk chunk = of(e.index());
        if (chunk == null || !chunk.has(e.index(), e.term())) {
            return;
        }
        int slot = slot(e.index());
        chunk.stages[Chunk.WRITE_BEGUN][slot] = stored.begunNanos();
        chunk.stages[Chunk.SYNCED][slot] = stored.syncedNanos();
        if (chunk.from[slot] == stored.ackTo() && e.index() <= stored.ackIndex()) {
            chunk.stages[Chunk.ACK_SENT][slot] = stored.ackNanos();
        }
    }

    /// The store has the entries.
    public void applied(List<Entry> entries) {
        if (isOn()) {
            stamp(Chunk.APPLIED, entries.getFirst().index(), entries.getLast().index(), now());
        }
    }

    public void leaderChanged() {
        columns.leaderChanged();
    }

    /// What was recorded of peers that are not among the members is given up.
    public void members(Collection<Long> ids) {
        for (int c = columns.release(ids); c != Columns.NONE; c = columns.release(ids)) {
            for (Chunk chunk : chunks) {
                if (chunk != null) {
                    chunk.release(c);
                }
            }
        }
    }

    private void stamp(int lane, long from, long to, long nanos) {
        for (long i = Math.max(from, oldest()); i <= Math.min(to, newest); i++) {
            Chunk chunk = of(i);
            if (chunk != null) {
                long[] stage = chunk.stages[lane];
                stage[slot(i)] = stage[slot(i)] == 0 ? nanos : stage[slot(i)];
            }
        }
    }

    // Slots.

    private static int slot(long index) {
        return (int) index & Chunk.MASK;
    }

    /// No entry before this one has a slot.
    private long oldest() {
        return Math.max(1, newest - chunks.length * (long) Chunk.SLOTS + 1);
    }

    /// The entry's slot, emptied if it was another one's.
    private Chunk open(long index, long term) {
        Chunk chunk = at(index);
        if (chunk == null) {
            chunk = new Chunk();
            chunks[place(index)] = chunk;
            recent = chunk;
        }
        if (!chunk.has(index, term)) {
            chunk.open(index, term);
        }
        newest = Math.max(newest, index);
        return chunk;
    }

    /// Where the index is recorded; null where it is not.
    private @Nullable Chunk of(long index) {
        if (!isOn() || index < 1) {
            return null;
        }
        Chunk chunk = at(index);
        return chunk != null && chunk.index[slot(index)] == index ? chunk : null;
    }

    private int place(long index) {
        return (int) ((index >>> Chunk.BITS) % chunks.length);
    }

    /// The chunk that the index belongs to. It is mostly the one asked for before: that saves a division.
    private @Nullable Chunk at(long index) {
        if (index >>> Chunk.BITS != recentNumber) {
            recentNumber = index >>> Chunk.BITS;
            recent = chunks[place(index)];
        }
        return recent;
    }

    // What was recorded.

    /// The index that was appended last, 0 for none.
    public long newest() {
        return newest;
    }

    /// The newest command that was applied here, or, if none was, that was appended; 0 for none.
    public long last() {
        long appended = 0;
        for (long i = newest, first = oldest(); i >= first; i--) {
            Chunk chunk = of(i);
            if (chunk != null && chunk.kind[slot(i)] == Chunk.COMMAND) {
                if (chunk.stages[Chunk.APPLIED][slot(i)] != 0) {
                    return i;
                }
                appended = Math.max(appended, i);
            }
        }
        return appended;
    }

    /// The newest write of a key, 0 for none.
    public long lastOf(Bytes key) {
        long keyHash = CommandCodec.keyHash(key);
        for (long i = newest, first = oldest(); i >= first; i--) {
            Chunk chunk = of(i);
            if (chunk != null && chunk.key[slot(i)] == keyHash) {
                return i;
            }
        }
        return 0;
    }

    /// Null if the entry is not recorded.
    public @Nullable Track track(long index) {
        Chunk chunk = index <= newest ? of(index) : null;
        return chunk == null ? null : new Track(chunk, slot(index), columns);
    }

    /// Messages there and back about the entry and its neighbours, oldest first.
    ///
    /// @param origin subtracted from each time
    public List<JourneyExchange> exchanges(long index, long origin) {
        List<JourneyExchange> all = new ArrayList<>();
        long appended = appendedAt(index);
        long from = index;
        for (int found = 0; found < NEIGHBOURS && index - from < REACH && isNear(appended, from - 1); from--) {
            found += isFirstOfMessage(from) ? 1 : 0;
        }
        int found = 0;
        for (long i = from; found < 2 * NEIGHBOURS && i - index < REACH && isNear(appended, i); i++) {
            Track track = track(i);
            if (track != null && (i == index || isFirstOfMessage(i))) {
                all.addAll(track.exchanges(origin));
                found++;
            }
        }
        return all;
    }

    private boolean isNear(long appended, long index) {
        long at = appendedAt(index);
        return at != 0 && Math.abs(at - appended) <= NEAR_NANOS;
    }

    private long appendedAt(long index) {
        Track track = track(index);
        return track == null ? 0 : track.appendedNanos();
    }

    /// What is appended together was sent together, too.
    private boolean isFirstOfMessage(long index) {
        return appendedAt(index) != appendedAt(index - 1);
    }
}
