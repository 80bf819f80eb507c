package dev.raftd.trace;

import dev.raftd.api.ReadyTrace;
import dev.raftd.raft.Describe;
import dev.raftd.raft.EntryFormatter;
import dev.raftd.raft.Ready;
import dev.raftd.raftpb.Entry;
import dev.raftd.raftpb.Message;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A node's last Readys. One thread adds; any thread looks.
public final class ReadyRing {
    private record Kept(long seq, long timeMillis, Ready ready, long sizeBytes) {}

    private static final long PER_ITEM_BYTES = 100;

    private final long node;
    private final int countMax;
    private final long sizeBytesMax;
    private final EntryFormatter formatter;
    private final ArrayDeque<Kept> kept = new ArrayDeque<>();
    private final List<Consumer<ReadyTrace>> followers = new CopyOnWriteArrayList<>();
    private long keptBytes;
    private volatile long seq;

    /// @param sizeBytesMax about how much memory the Readys may hold on to; the last one is always kept
    public ReadyRing(long node, int countMax, long sizeBytesMax, EntryFormatter formatter) {
        this.node = node;
        this.countMax = countMax;
        this.sizeBytesMax = sizeBytesMax;
        this.formatter = formatter;
    }

    /// Keeps a Ready and shows it to those who follow.
    ///
    /// @param timeMillis wall-clock time, since 1970
    public void add(Ready ready, long timeMillis) {
        Kept added = new Kept(seq + 1, timeMillis, ready, sizeBytes(ready));
        synchronized (kept) {
            seq = added.seq;
            kept.addLast(added);
            keptBytes += added.sizeBytes;
            while (kept.size() > countMax || keptBytes > sizeBytesMax && kept.size() > 1) {
                keptBytes -= kept.removeFirst().sizeBytes;
            }
        }
        if (!followers.isEmpty()) {
            ReadyTrace trace = trace(added);
            followers.forEach(f -> f.accept(trace));
        }
    }

    /// The number of the last Ready, 0 before the first.
    public long seq() {
        return seq;
    }

    /// The last Readys, oldest first.
    public List<ReadyTrace> last(int count) {
        List<Kept> chosen = new ArrayList<>();
        synchronized (kept) {
            int skip = Math.max(0, kept.size() - count);
            kept.stream().skip(skip).forEach(chosen::add);
        }
        return chosen.stream().map(this::trace).toList();
    }

    /// Shows each Ready from now on to the consumer, on the thread that adds, until closed.
    public AutoCloseable follow(Consumer<ReadyTrace> consumer) {
        // wrapped, so that the same consumer may follow twice
        Consumer<ReadyTrace> follower = consumer::accept;
        followers.add(follower);
        return () -> followers.remove(follower);
    }

    private ReadyTrace trace(Kept k) {
        String text = Describe.ready(k.ready, formatter);
        return new ReadyTrace(node, k.seq, Instant.ofEpochMilli(k.timeMillis).toString(), text.endsWith("\n") ? text : text + "\n");
    }

    private static long sizeBytes(Ready ready) {
        long sum = PER_ITEM_BYTES + sizeBytes(ready.entries()) + sizeBytes(ready.committedEntries()) + ready.snapshot().data().length;
        for (Message m : ready.messages()) {
            sum += PER_ITEM_BYTES + sizeBytes(m.entries()) + m.context().length;
        }
        return sum;
    }

    private static long sizeBytes(List<Entry> entries) {
        long sum = 0;
        for (Entry e : entries) {
            sum += PER_ITEM_BYTES + e.data().length;
        }
        return sum;
    }
}
