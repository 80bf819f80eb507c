package dev.raftd.server.transport;

import dev.raftd.server.transport.TransportConfig.Limits;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who may come in. Thread-safe.
///
///     pending ── has said what for ──> heard ── accepted as a member's ──> known
///
/// Members are never kept out by strangers, however many: a newcomer is let in at the cost of the stranger that has been there longest,
/// of the address that has most of them.
final class Admission {
    private enum Standing {
        /// Has not said what it wants.
        PENDING,
        /// Is being answered, or was refused.
        HEARD,
        /// Carries a member's messages.
        KNOWN
    }

    private final Limits limits;
    /// In the order in which they came.
    private final Map<Channel, Standing> connections = new LinkedHashMap<>();

    Admission(Limits limits) {
        this.limits = limits;
    }

    /// Takes one in.
    ///
    /// @return whom to close for it, null if there is room; the newcomer itself if all others are members
    synchronized @Nullable Channel admit(Channel channel) {
        connections.put(channel, Standing.PENDING);
        Channel victim = null;
        if (connections.size() > limits.connectionsMax())
            victim = oldest(false);
        else if (count(Standing.PENDING) > limits.pendingHandshakesMax())
            victim = oldest(true);
        if (victim != null)
            connections.remove(victim);
        return victim;
    }

    private long count(Standing standing) {
        return connections.values().stream().filter(s -> s == standing).count();
    }

    private Channel oldest(boolean pending) {
        Map<Object, List<Channel>> strangers = new HashMap<>();
        connections.forEach((channel, standing) -> {
            if (standing == Standing.PENDING || !pending && standing == Standing.HEARD)
                strangers.computeIfAbsent(address(channel), a -> new ArrayList<>()).add(channel);
        });
        List<Channel> most = List.of();
        for (List<Channel> ofOne : strangers.values())
            most = ofOne.size() > most.size() ? ofOne : most;
        return most.getFirst();
    }

    private static Object address(Channel channel) {
        InetAddress address = channel.remoteAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
        return address == null ? "none" : address;
    }

    /// It has said what it wants.
    synchronized void heard(Channel channel) {
        connections.replace(channel, Standing.PENDING, Standing.HEARD);
    }

    /// It is a member's.
    synchronized void known(Channel channel) {
        connections.replace(channel, Standing.KNOWN);
    }

    synchronized void gone(Channel channel) {
        connections.remove(channel);
    }

    /// All that are in.
    synchronized List<Channel> all() {
        return List.copyOf(connections.keySet());
    }
}
