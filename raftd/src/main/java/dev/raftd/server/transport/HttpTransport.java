package dev.raftd.server.transport;

import dev.raftd.api.Evidence;
import dev.raftd.server.epoch.Acquaintances;
import dev.raftd.raftpb.Message;
import dev.raftd.raftpb.MessageType;
import dev.raftd.server.replica.Transport;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.HttpUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The members' messages over HTTP. Thread-safe; its callers never wait, except for [#start] and [#close].
public final class HttpTransport implements Transport, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);

    private final TransportConfig config;
    private final Receiver receiver;
    private final Snapshots snapshots;
    private final ClusterView view;
    private final Acquaintances acquaintances;
    private final PeerMetrics metrics;
    private final PeerServer server;
    private final NewestStreams streams = new NewestStreams();
    private final NewestStreams snapshotStreams = new NewestStreams();
    private final PartialSnapshots partials = new PartialSnapshots();
    private final AtomicLong handshakes = new AtomicLong();
    /// Members by the node's word, and by that of other members only.
    private Map<Long, String> named = Map.of();
    private final Map<Long, String> vouched = new HashMap<>();
    /// Replaced as a whole by [#connect], which is the only writer.
    private volatile Map<Long, Link> links = Map.of();
    private volatile Peers peers;
    private boolean closed;

    public HttpTransport(TransportConfig config, Receiver receiver, Snapshots snapshots, ClusterView view, Acquaintances acquaintances,
            PrometheusRegistry registry) {
        this.config = config;
        this.receiver = receiver;
        this.snapshots = snapshots;
        this.view = view;
        this.acquaintances = acquaintances;
        metrics = new PeerMetrics(registry);
        peers = new Peers(config.id(), Map.of());
        server = new PeerServer(
                new Incoming(config, () -> peers, receiver, snapshots, view, metrics, acquaintances, streams, snapshotStreams, partials,
                        this::heard,
                        new Vouching(config, this::vouched)));
    }

    /// Listens to peers. Sending works before.
    ///
    /// @return the port bound
    public int start() throws IOException {
        return server.start();
    }

    @Override
    public synchronized void members(Map<Long, String> peerUrls) {
        named = Map.copyOf(peerUrls);
        vouched.keySet().removeIf(id -> named.containsKey(id) || view.isRemoved(id));
        connect();
    }

    /// A member that this node has yet to learn of; see [Vouching].
    private synchronized void vouched(long id, String url) {
        if (named.containsKey(id) || view.isRemoved(id) || HttpUrl.parse(url) == null)
            return;
        vouched.put(id, url);
        connect();
    }

    /// Opens what is missing and hangs up on those who are no members. A URL that a log brings is not trusted to be one: the member lives on
    /// without that peer.
    private void connect() {
        if (closed)
            return;
        Map<Long, String> all = new HashMap<>(vouched);
        all.putAll(named);
        peers = new Peers(config.id(), all);
        Map<Long, Link> next = new HashMap<>();
        all.forEach((id, text) -> {
            HttpUrl url = HttpUrl.parse(text);
            if (id != config.id() && url != null)
                next.put(id, link(id, url));
            else if (id != config.id())
                LOG.warn("peer {} cannot be reached: '{}' is no URL", Long.toUnsignedString(id), text);
        });
        Map<Long, Link> before = links;
        links = Map.copyOf(next);
        before.forEach((id, link) -> {
            if (next.get(id) != link)
                link.close();
        });
        streams.retain(peers::isMember);
        snapshotStreams.retain(peers::isMember);
    }

    private Link link(long id, HttpUrl url) {
        Link current = links.get(id);
        if (current != null && current.url().equals(url.toString()))
            return current;
        Link link = new Link(new Outgoing(id, url, config.limits(), this::handshake, receiver, snapshots, view, metrics));
        link.start();
        return link;
    }

    private Handshake handshake(long peer) {
        return new Handshake(Handshake.VERSION, config.clusterId(), config.id(), peer, acquaintances.self(), handshakes.incrementAndGet(),
                acquaintances.of(peer));
    }

    @Override
    public void send(Message message) {
        Link link = links.get(message.to());
        boolean snapshot = message.type() == MessageType.MSG_SNAP;
        if (link != null && snapshot) {
            link.sendSnapshot(message);
        } else if (link != null) {
            link.send(message);
        } else {
            metrics.droppedOut(1);
            receiver.unreachable(message.to());
            if (snapshot)
                receiver.snapshotSent(message.to(), false);
        }
    }

    @Override
    public List<Evidence.Link> links() {
        return new TreeMap<>(links).values().stream().map(Link::evidence).toList();
    }

    private void heard(long peer) {
        Link link = links.get(peer);
        if (link != null)
            link.heard(System.nanoTime());
    }

    /// Hangs up on everybody. Messages that wait are dropped.
    @Override
    public synchronized void close() {
        closed = true;
        links.values().forEach(Link::close);
        links = Map.of();
        server.close();
        partials.close();
    }
}
