package dev.raftd.server.transport;

import dev.raftd.api.Member;
import dev.raftd.api.MembersResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the members this node knows about senders it does not know.
///
/// A node that is far behind does not know members added since, one of which may lead by now and is the only one to bring it up to date. It
/// must not take their own word for it, but a known member's is enough: the handshake named this cluster already. Thread-safe.
final class Vouching {
    private static final Logger LOG = LoggerFactory.getLogger(Vouching.class);
    private static final int ANSWER_MILLIS_MAX = 2_000;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /// Members of which a node may have missed the addition; a cluster is far smaller.
    private static final int ASKED_MAX = 64;

    private final TransportConfig config;
    private final BiConsumer<Long, String> vouched;
    private final Set<Long> asked = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile long lastNanos = System.nanoTime() - PAUSE_NANOS;

    /// @param vouched told the id and peer URL of a sender that a known member vouches for
    Vouching(TransportConfig config, BiConsumer<Long, String> vouched) {
        this.config = config;
        this.vouched = vouched;
    }

    /// A sender was refused as unknown. It will try again; the answer is for then.
    void unknown(long id, Map<Long, String> known) {
        if (asked.size() < ASKED_MAX)
            asked.add(id);
        if (System.nanoTime() - lastNanos >= PAUSE_NANOS && !asking.getAndSet(true))
            Thread.ofVirtual().name("peer-vouching").start(() -> ask(known));
    }

    private void ask(Map<Long, String> known) {
        try {
            known.forEach((id, url) -> {
                if (id != config.id())
                    ask(url);
            });
        } finally {
            lastNanos = System.nanoTime();
            asked.clear();
            asking.set(false);
        }
    }

    private void ask(String url) {
        try {
            MembersResponse members = ClusterClient.members(url, ANSWER_MILLIS_MAX);
            if (!members.clusterId().equals(config.clusterId()))
                return;
            for (Member m : members.members())
                if (asked.remove(m.id())) {
                    LOG.info("{} vouches for member {} at {}", url, Long.toUnsignedString(m.id()), m.peerUrl());
                    vouched.accept(m.id(), m.peerUrl());
                }
        } catch (IOException e) {
            LOG.debug("{} cannot be asked about an unknown sender: {}", url, e.getMessage());
        }
    }
}
