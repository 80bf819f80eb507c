package dev.raftd.it.campaign;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A network namespace a member, wired to one bridge, on which this process has an address, too. Packets are dropped or answered by a
/// reset where they arrive, by nftables in the receiver's namespace; so a connection that is cut in one direction carries data in the
/// other until acknowledgements are missed.
///
///     this process ── bridge 198.18.N.254 ──┬── member 1: 198.18.N.1, namespace ...-1
///                                           └── member 2: 198.18.N.2, namespace ...-2
final class Namespaces implements Network {
    private static final int PEER_PORT = 2380;
    private static final int CLIENT_PORT = 2379;
    private static final int SUBNETS = 256;

    private enum Rule {
        DROP("drop"),
        RESET("meta l4proto tcp reject with tcp reset");

        private final String verdict;

        Rule(String verdict) {
            this.verdict = verdict;
        }
    }

    private final Workspace workspace;
    private final String bridge;
    private final String subnet;
    private final Map<Long, Place> places = new HashMap<>();
    /// Receiver to sender to what happens to that one's packets.
    private final Map<Long, Map<Long, Rule>> rules = new HashMap<>();

    Namespaces(Workspace workspace) throws IOException {
        this.workspace = workspace;
        bridge = workspace.shortName() + "b";
        subnet = freeSubnet();
        ip("link", "add", bridge, "type", "bridge");
        ip("addr", "add", address(254) + "/24", "dev", bridge);
        ip("link", "set", bridge, "up");
    }

    /// Why this machine cannot do it, found out by doing it; null if it can.
    static @Nullable String missing(Workspace workspace) {
        String missing = Machine.missing(true, "ip", "nft", "nsenter", "tc");
        if (missing != null)
            return missing;
        return Machine.failure(() -> {
            try (Namespaces network = new Namespaces(workspace)) {
                network.place(1);
                network.place(2);
                network.requireReachable();
                network.cut(1, 2);
                network.throttle(1);
                network.unthrottle(1);
            }
        });
    }

    private void requireReachable() throws IOException {
        List<String> connect = List.of("nsenter", "--net=" + file(1), "--", "timeout", "2", "bash", "-c",
                ": < /dev/tcp/" + address(2) + "/9");
        if (!Machine.result("", connect).output().contains("refused"))
            throw new IOException("no packets pass from one network namespace to another");
    }

    /// Of the range that is set aside for tests of networks.
    private static String freeSubnet() throws IOException {
        String taken = Machine.run("ip", "-4", "-o", "addr");
        int first = (int) (ProcessHandle.current().pid() % SUBNETS);
        for (int i = 0; i < SUBNETS; i++) {
            String candidate = "198.18." + (first + i) % SUBNETS + ".";
            if (!taken.contains(candidate))
                return candidate;
        }
        throw new IOException("no free subnet");
    }

    private static void ip(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = "ip";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Machine.run(command);
    }

    private String address(long id) {
        return subnet + id;
    }

    private String namespace(long id) {
        return workspace.name() + "-" + id;
    }

    private String file(long id) {
        return "/run/netns/" + namespace(id);
    }

    @Override
    public Place place(long id) throws IOException {
        Place known = places.get(id);
        if (known != null)
            return known;
        make(id);
        String peer = "http://" + address(id) + ":" + PEER_PORT;
        // not "ip netns exec": that keeps a copy of every mount
        Place place = new Place(peer, peer, "http://" + address(id) + ":" + CLIENT_PORT, List.of("nsenter", "--net=" + file(id), "--"),
                List.of("--i-accept-plaintext"));
        places.put(id, place);
        return place;
    }

    @Override
    public void inhabited(long id) {
        // the namespace is there
    }

    private void make(long id) throws IOException {
        String namespace = namespace(id);
        String outside = workspace.shortName() + "v" + id;
        ip("netns", "add", namespace);
        ip("link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", namespace);
        ip("link", "set", outside, "master", bridge, "up");
        ip("-n", namespace, "addr", "add", address(id) + "/24", "dev", "eth0");
        ip("-n", namespace, "link", "set", "eth0", "up");
        ip("-n", namespace, "link", "set", "lo", "up");
    }

    @Override
    public void cut(long from, long to) throws IOException {
        set(from, to, Rule.DROP);
    }

    @Override
    public void mend(long from, long to) throws IOException {
        set(from, to, null);
    }

    @Override
    public void reset(long a, long b) throws IOException {
        set(a, b, Rule.RESET);
        set(b, a, Rule.RESET);
    }

    @Override
    public void mended(long a, long b) throws IOException {
        mend(a, b);
        mend(b, a);
    }

    private void set(long from, long to, @Nullable Rule rule) throws IOException {
        Map<Long, Rule> at = rules.computeIfAbsent(to, receiver -> new TreeMap<>());
        if (rule == null)
            at.remove(from);
        else
            at.put(from, rule);
        StringBuilder table = new StringBuilder("flush ruleset\ntable inet campaign {\nchain arriving {\n");
        table.append("type filter hook input priority 0; policy accept;\n");
        at.forEach((sender, r) -> table.append("ip saddr ").append(address(sender)).append(' ').append(r.verdict).append('\n'));
        Machine.feed(table.append("}\n}\n").toString(), List.of("nsenter", "--net=" + file(to), "--", "nft", "-f", "-"));
    }

    @Override
    public void throttle(long id) throws IOException {
        Machine.run("nsenter", "--net=" + file(id), "--", "tc", "qdisc", "replace", "dev", "eth0", "root", "tbf", "rate", "512kbit",
                "burst", "4kb",
                "latency", "300ms");
    }

    @Override
    public void unthrottle(long id) throws IOException {
        Machine.run("nsenter", "--net=" + file(id), "--", "tc", "qdisc", "replace", "dev", "eth0", "root", "pfifo_fast");
    }

    @Override
    public void close() throws IOException {
        for (long id : places.keySet())
            ip("netns", "del", namespace(id));
        ip("link", "del", bridge);
    }

    @Override
    public String toString() {
        return "network namespaces";
    }
}
