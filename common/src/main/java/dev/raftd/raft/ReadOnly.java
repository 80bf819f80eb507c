package dev.raftd.raft;

import dev.raftd.quorum.AckedIndexer;
import dev.raftd.quorum.JointConfig;
import dev.raftd.raftpb.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads of a leader that wait until a quorum has confirmed that it still is one (thesis, section 6.4).
///
///     reads of this leadership, in order:   1 2 3 | 4 5 6        confirmed = 3, waiting = 4, 5, 6
///
/// A heartbeat carries the number of the last read when it is sent (here 6), a response returns it: the responder has confirmed all reads
/// up to that number. Numbers are the leader's own, so that two requests with the same context cannot be taken for one another.
final class ReadOnly {
    private static final byte[] NO_CONTEXT = {};

    /// A read that waits.
    ///
    /// @param index the commit index when it came in
    record Waiting(Message request, long index) {}

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Long, Long> acks = new TreeMap<>();
    private long confirmed;

    ReadOnly() {}

    ReadOnly(NodeImage.Reads image) {
        image.waiting().forEach(read -> add(read.request(), read.index()));
        acks.putAll(image.acks());
        confirmed = image.confirmed();
    }

    NodeImage.Reads image() {
        List<NodeImage.WaitingRead> reads = waiting.stream().map(w -> new NodeImage.WaitingRead(w.request, w.index)).toList();
        return new NodeImage.Reads(reads, new TreeMap<>(acks), confirmed);
    }

    void add(Message request, long index) {
        waiting.add(new Waiting(request, index));
    }

    int size() {
        return waiting.size();
    }

    private long last() {
        return confirmed + waiting.size();
    }

    /// What heartbeats must carry to confirm all that waits; empty if nothing does.
    byte[] context() {
        return waiting.isEmpty() ? NO_CONTEXT : encoded(last());
    }

    /// Takes a node's answer to a heartbeat, unless its context is none of ours.
    void acknowledge(long from, byte[] context) {
        long number = decoded(context);
        if (number > 0 && number <= last()) {
            acks.merge(from, number, Math::max);
        }
    }

    /// Removes the reads that a quorum has confirmed, in order.
    List<Waiting> takeConfirmed(JointConfig voters) {
        if (waiting.isEmpty()) {
            return List.of();
        }
        long number = Math.min(last(), voters.committedIndex(id -> acks.getOrDefault(id, AckedIndexer.UNKNOWN)));
        if (number <= confirmed) {
            return List.of();
        }
        List<Waiting> taken = new ArrayList<>();
        while (confirmed < number) {
            taken.add(waiting.remove());
            confirmed++;
        }
        return taken;
    }

    /// Little-endian.
    private static byte[] encoded(long number) {
        byte[] bytes = new byte[Long.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (number >>> Byte.SIZE * i);
        }
        return bytes;
    }

    private static long decoded(byte[] bytes) {
        if (bytes.length != Long.BYTES) {
            return 0;
        }
        long number = 0;
        for (int i = 0; i < bytes.length; i++) {
            number |= (bytes[i] & 0xffL) << Byte.SIZE * i;
        }
        return number;
    }
}
