package dev.raftd.server.replica;

import dev.raftd.api.Evidence;
import dev.raftd.raftpb.Message;
import java.util.List;
import java.util.Map;

/// Shows what is sent to whoever watches. As thread-safe as what it passes on to.
final class WatchedTransport implements Transport {
    private final Transport transport;
    private final Traffic traffic;

    WatchedTransport(Transport transport, Traffic traffic) {
        this.transport = transport;
        this.traffic = traffic;
    }

    @Override
    public void members(Map<Long, String> peerUrls) {
        transport.members(peerUrls);
    }

    @Override
    public void send(Message message) {
        traffic.sent(message);
        transport.send(message);
    }

    @Override
    public List<Evidence.Link> links() {
        return transport.links();
    }
}
