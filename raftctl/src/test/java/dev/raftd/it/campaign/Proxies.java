package dev.raftd.it.campaign;

import dev.raftd.it.Dist;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// All members on the loopback interface, each behind a forwarder of this process that its peers take for it.
///
///     member 2 ──> forwarder of 1 ── valve 2→1 ──> member 1
///              <── ............... ── valve 1→2 ──
final class Proxies implements Network {
    private static final long THROTTLED_MILLIS = 150;

    record Link(long from, long to) {}

    private final Map<Long, Place> places = new HashMap<>();
    private final Map<Long, Forwarder> forwarders = new HashMap<>();
    private final Map<Link, Valve> valves = new ConcurrentHashMap<>();

    @Override
    public Place place(long id) {
        Place known = places.get(id);
        if (known != null)
            return known;
        List<Integer> ports = Dist.freePorts(3);
        Forwarder forwarder = new Forwarder(id, ports.get(2), ports.get(0), this::valve);
        forwarders.put(id, forwarder);
        Place place = new Place(forwarder.url(), "http://127.0.0.1:" + ports.get(0), "http://127.0.0.1:" + ports.get(1), List.of(),
                List.of());
        places.put(id, place);
        return place;
    }

    /// Before, nobody answers, as new members are to be found.
    @Override
    public void inhabited(long id) throws IOException {
        Forwarder forwarder = forwarders.get(id);
        if (forwarder != null)
            forwarder.start();
    }

    private Valve valve(Link link) {
        return valves.computeIfAbsent(link, l -> new Valve());
    }

    private Valve valve(long from, long to) {
        return valve(new Link(from, to));
    }

    @Override
    public void cut(long from, long to) {
        valve(from, to).drop(true);
    }

    @Override
    public void mend(long from, long to) {
        valve(from, to).drop(false);
    }

    /// Whatever comes next is forwarded by half.
    @Override
    public void reset(long a, long b) {
        valve(a, b).tear();
        valve(b, a).tear();
    }

    @Override
    public void mended(long a, long b) {
        valve(a, b).mend();
        valve(b, a).mend();
    }

    @Override
    public void throttle(long id) {
        for (long other : places.keySet())
            valve(id, other).delay(THROTTLED_MILLIS);
    }

    @Override
    public void unthrottle(long id) {
        for (long other : places.keySet())
            valve(id, other).delay(0);
    }

    /// Nothing arrives until [#letGo], but then all of it, late.
    void hold(long from, long to) {
        valve(from, to).hold(true);
    }

    void letGo(long from, long to) {
        valve(from, to).hold(false);
    }

    @Override
    public void close() throws IOException {
        for (Forwarder forwarder : forwarders.values())
            forwarder.close();
        valves.values().forEach(valve -> valve.hold(false));
    }

    @Override
    public String toString() {
        return "proxies";
    }
}
