package dev.raftd.server.transport;

import dev.raftd.api.Member;
import dev.raftd.api.MembersResponse;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.SnapshotMetadata;
import dev.raftd.server.agreement.HashAnswer;
import dev.raftd.server.agreement.HashQuestion;
import dev.raftd.server.agreement.HashRing;
import dev.raftd.server.epoch.Acquaintances;
import dev.raftd.server.epoch.Life;
import dev.raftd.server.epoch.Lineage;
import dev.raftd.server.replica.Transport;
import dev.raftd.server.transport.TransportConfig.Limits;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A transport with a node and snapshot files that only remember what they are told.
final class TestPeer implements AutoCloseable, Transport.Receiver, Transport.Snapshots, ClusterView {
    static final String CLUSTER = "c-1";
    static final int WAIT_SECONDS = 20;

    record Sent(long peer, boolean ok) {}

    record Loss(long sayer, String what) {}

    private static final AtomicLong STARTS = new AtomicLong();

    final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
    final BlockingQueue<Message> dropped = new LinkedBlockingQueue<>();
    final BlockingQueue<Long> unreachable = new LinkedBlockingQueue<>();
    final BlockingQueue<Sent> snapshotsSent = new LinkedBlockingQueue<>();
    /// Bytes of each chunk written to a snapshot's file.
    final BlockingQueue<Integer> written = new LinkedBlockingQueue<>();
    /// Bytes of each file closed before it was complete.
    final BlockingQueue<Integer> droppedParts = new LinkedBlockingQueue<>();
    final BlockingQueue<byte[]> stored = new LinkedBlockingQueue<>();
    final BlockingQueue<Long> toldRemoved = new LinkedBlockingQueue<>();
    final BlockingQueue<Loss> losses = new LinkedBlockingQueue<>();
    final BlockingQueue<Exception> failures = new LinkedBlockingQueue<>();
    final Set<Long> removed = ConcurrentHashMap.newKeySet();
    final PrometheusRegistry registry = new PrometheusRegistry();
    final HttpTransport transport;
    final int port;
    volatile Map<Long, String> urls;
    volatile boolean mailboxFull;
    volatile @Nullable HashRing hashes;
    volatile byte @Nullable [] file;
    /// Instead of `file`, and of an array that it is received in.
    volatile @Nullable Source source;
    volatile @Nullable Sink sink;
    private final long id;

    TestPeer(long id) throws IOException {
        this(id, 0, Limits.DEFAULT);
    }

    /// Each start is on the directory of the one before.
    private static Lineage nextLife(long id) {
        return new Lineage(new Life(id, STARTS.incrementAndGet(), 5), List.of());
    }

    TestPeer(long id, int port, Limits limits) throws IOException {
        this(id, port, limits, new Acquaintances(nextLife(id), new byte[0], remembered -> {}));
    }

    TestPeer(long id, int port, Limits limits, Acquaintances acquaintances) throws IOException {
        this.id = id;
        transport = new HttpTransport(new TransportConfig(id, CLUSTER, "127.0.0.1", port, limits), this, this, this, acquaintances,
                registry);
        this.port = transport.start();
        urls = Map.of(id, url());
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /// Both know each other from now on.
    static void introduce(TestPeer a, TestPeer b) {
        Map<Long, String> urls = Map.of(a.id, a.url(), b.id, b.url());
        a.transport.members(urls);
        b.transport.members(urls);
        connect(a, b);
        connect(b, a);
    }

    /// Until both know each other, either may refuse the other.
    static void connect(TestPeer from, TestPeer to) {
        try {
            do {
                from.transport.send(HttpTransportTest.heartbeat(from.id, to.id, 0));
            } while (to.received.poll(50, TimeUnit.MILLISECONDS) == null);
            Message last = HttpTransportTest.heartbeat(from.id, to.id, (1L << 62) - 1);
            from.transport.send(last);
            while (!next(to.received).equals(last)) {
                // One of those sent while they did not know each other.
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        from.unreachable.clear();
    }

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T value = queue.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (value == null)
            throw new AssertionError("nothing came in " + WAIT_SECONDS + " s");
        return value;
    }

    double counter(String name, String label) {
        return registry.scrape()
                .stream()
                .filter(s -> s.getMetadata().getName().equals(name))
                .flatMap(s -> ((CounterSnapshot) s).getDataPoints().stream())
                .filter(p -> p.getLabels().stream().anyMatch(l -> l.getValue().equals(label)))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    @Override
    public boolean received(Message message) {
        boolean full = mailboxFull;
        (full ? dropped : received).add(message);
        return !full;
    }

    @Override
    public void unreachable(long peer) {
        unreachable.add(peer);
    }

    @Override
    public void snapshotSent(long peer, boolean ok) {
        snapshotsSent.add(new Sent(peer, ok));
    }

    @Override
    public @Nullable MembersResponse members() {
        List<Member> members = urls.entrySet().stream().map(e -> new Member(e.getKey(), e.getValue(), null, false, false)).toList();
        return new MembersResponse(CLUSTER, 7, members);
    }

    @Override
    public @Nullable HashAnswer hashes(HashQuestion question) {
        HashRing ring = hashes;
        return ring == null ? null : ring.answer(question, CLUSTER, id, 1);
    }

    @Override
    public boolean isRemoved(long id) {
        return removed.contains(id);
    }

    @Override
    public boolean isRemovedDurably(long id) {
        return isRemoved(id);
    }

    @Override
    public void removed(long sayer) {
        toldRemoved.add(sayer);
    }

    @Override
    public void dataMissing(long sayer) {
        losses.add(new Loss(sayer, "missing"));
    }

    @Override
    public void dataRolledBack(long sayer) {
        losses.add(new Loss(sayer, "rolled back"));
    }

    @Override
    public void failed(Exception cause) {
        failures.add(cause);
    }

    @Override
    public @Nullable Source openToSend(SnapshotMetadata metadata) {
        if (source != null)
            return source;
        byte[] bytes = file;
        return bytes == null ? null : new ArraySource(ByteBuffer.wrap(bytes));
    }

    @Override
    public Sink receive(SnapshotMetadata metadata, long sizeBytes) {
        return sink != null ? sink : new ArraySink();
    }

    @Override
    public void close() {
        transport.close();
    }

    private record ArraySource(ByteBuffer bytes) implements Source {
        @Override
        public long sizeBytes() {
            return bytes.capacity();
        }

        @Override
        public int checksum() {
            return bytes.hashCode();
        }

        @Override
        public boolean read(ByteBuffer buffer, long offset) {
            int count = Math.min(buffer.remaining(), bytes.capacity() - (int) offset);
            buffer.put(bytes.slice((int) offset, count));
            return count > 0;
        }

        @Override
        public void close() {}
    }

    private final class ArraySink implements Sink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean complete;

        @Override
        public void write(ByteBuffer chunk) {
            byte[] array = new byte[chunk.remaining()];
            chunk.get(array);
            bytes.writeBytes(array);
            written.add(array.length);
        }

        @Override
        public void complete() {
            complete = true;
            stored.add(bytes.toByteArray());
        }

        @Override
        public void close() {
            if (!complete)
                droppedParts.add(bytes.size());
        }
    }
}
