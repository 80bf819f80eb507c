package dev.raftd.server.transport;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts what the peers do, and logs each cause of trouble at most once in a while. Thread-safe.
final class PeerMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(PeerMetrics.class);
    private static final long LOG_NANOS_MIN = TimeUnit.SECONDS.toNanos(10);

    private final Counter refused;
    private final Counter badFrames;
    private final Counter dropped;
    private final Counter snapshots;
    private final CounterDataPoint sentMessages;
    private final CounterDataPoint sentBytes;
    private final CounterDataPoint receivedMessages;
    private final CounterDataPoint receivedBytes;
    private final Map<Refusal, AtomicLong> refusalsLogged = new EnumMap<>(Refusal.class);
    private final AtomicLong notStoredLogged = new AtomicLong(System.nanoTime() - LOG_NANOS_MIN);
    private final Map<BadFrameException.Cause, AtomicLong> badFramesLogged = new EnumMap<>(BadFrameException.Cause.class);

    PeerMetrics(PrometheusRegistry registry) {
        refused = counter(registry, "raftd_peer_refused", "Connections and requests refused on the peer port", "cause");
        badFrames = counter(registry, "raftd_peer_bad_frames", "Frames that closed their connection", "cause");
        dropped = counter(registry, "raftd_peer_dropped_messages", "Messages dropped: out, queue full or peer away; in, mailbox full",
                "direction");
        snapshots = counter(registry, "raftd_peer_snapshots", "Snapshots sent and received to the end or not", "direction", "result");
        Counter messages = counter(registry, "raftd_peer_messages", "Raft messages exchanged with peers", "direction");
        Counter bytes = counter(registry, "raftd_peer_bytes", "Bytes of frames exchanged with peers", "direction");
        sentMessages = messages.labelValues("out");
        receivedMessages = messages.labelValues("in");
        sentBytes = bytes.labelValues("out");
        receivedBytes = bytes.labelValues("in");
        long longAgo = System.nanoTime() - LOG_NANOS_MIN;
        for (Refusal r : Refusal.values())
            refusalsLogged.put(r, new AtomicLong(longAgo));
        for (BadFrameException.Cause c : BadFrameException.Cause.values())
            badFramesLogged.put(c, new AtomicLong(longAgo));
    }

    private static Counter counter(PrometheusRegistry registry, String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    void refused(Refusal cause, Object remote, String detail) {
        refused.labelValues(cause.code()).inc();
        if (due(refusalsLogged.get(cause)))
            LOG.warn("refused a peer's request from {}: {}: {}", remote, cause.code(), detail);
    }

    /// A connection turned away before it said anything.
    void refused(String cause) {
        refused.labelValues(cause).inc();
    }

    void badFrame(BadFrameException e, Object remote) {
        badFrames.labelValues(e.reason().name().toLowerCase(Locale.ROOT)).inc();
        if (due(badFramesLogged.get(e.reason())))
            LOG.warn("closed a peer's connection from {}: {}", remote, e.getMessage());
    }

    void droppedOut(int count) {
        dropped.labelValues("out").inc(count);
    }

    void droppedIn() {
        dropped.labelValues("in").inc();
    }

    void sent(int messages, long bytes) {
        sentMessages.inc(messages);
        sentBytes.inc(bytes);
    }

    void received(long bytes) {
        receivedMessages.inc();
        receivedBytes.inc(bytes);
    }

    void snapshot(String direction, boolean ok) {
        snapshots.labelValues(direction, ok ? "ok" : "failed").inc();
    }

    /// A snapshot that arrived is not what it should be, or its file could not be written.
    void notStored(long peer, String why) {
        if (due(notStoredLogged))
            LOG.warn("the snapshot of peer {} cannot be stored: {}", Long.toUnsignedString(peer), why);
    }

    /// A fault of our own.
    void failed(Throwable cause, Object remote) {
        LOG.error("closed a peer's connection from {}", remote, cause);
    }

    private static boolean due(AtomicLong last) {
        long now = System.nanoTime();
        long then = last.get();
        return now - then >= LOG_NANOS_MIN && last.compareAndSet(then, now);
    }
}
