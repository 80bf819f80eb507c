package dev.raftd.server.http;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts connections, in all and of each client address. Thread-safe.
final class Admission {
    private final HttpConfig.Counts counts;
    private final AtomicInteger all = new AtomicInteger();
    private final Map<InetAddress, Integer> ofAddress = new ConcurrentHashMap<>();

    Admission(HttpConfig.Counts counts) {
        this.counts = counts;
    }

    /// Whether there is a place for one more; if so it is taken.
    boolean admit(InetAddress address) {
        if (all.incrementAndGet() > counts.connectionsMax()) {
            all.decrementAndGet();
            return false;
        }
        if (ofAddress.merge(address, 1, Integer::sum) > counts.connectionsPerAddressMax()) {
            leave(address);
            return false;
        }
        return true;
    }

    void leave(InetAddress address) {
        all.decrementAndGet();
        ofAddress.computeIfPresent(address, (a, n) -> n == 1 ? null : n - 1);
    }
}
