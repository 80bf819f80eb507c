package dev.raftd.it.campaign;

import dev.raftd.it.campaign.Fault.Begun;
import dev.raftd.it.campaign.Fault.Reach;
import java.util.List;
import java.util.random.RandomGenerator;

/// What befalls the connections between members.
final class NetworkFaults {
    static final Fault ISOLATE = new Fault("partition", Reach.LINKS, 500, 5000, host -> null, (group, host, random) -> {
        List<Host> others = others(group, host);
        for (Host other : others) {
            group.network().cut(host.id, other.id);
            group.network().cut(other.id, host.id);
        }
        return Begun.of(() -> {
            for (Host other : others) {
                group.network().mend(host.id, other.id);
                group.network().mend(other.id, host.id);
            }
        });
    });

    /// A bridge, if there is a third: both still reach that one.
    static final Fault CUT_PAIR = new Fault("partition of two", Reach.LINKS, 500, 5000, host -> null, (group, host, random) -> {
        Host other = other(group, host, random);
        group.network().cut(host.id, other.id);
        group.network().cut(other.id, host.id);
        return new Begun("from " + other, () -> {
            group.network().mend(host.id, other.id);
            group.network().mend(other.id, host.id);
        });
    });

    static final Fault DEAF = new Fault("one-way partition, hears nobody", Reach.LINKS, 500, 5000, host -> null,
            (group, host, random) -> {
                List<Host> others = others(group, host);
                for (Host other : others)
                    group.network().cut(other.id, host.id);
                return Begun.of(() -> {
                    for (Host other : others)
                        group.network().mend(other.id, host.id);
                });
            });

    static final Fault MUTE = new Fault("one-way partition, heard by nobody", Reach.LINKS, 500, 5000, host -> null,
            (group, host, random) -> {
                List<Host> others = others(group, host);
                for (Host other : others)
                    group.network().cut(host.id, other.id);
                return Begun.of(() -> {
                    for (Host other : others)
                        group.network().mend(host.id, other.id);
                });
            });

    static final Fault CUT_LINK = new Fault("one-way partition of two", Reach.LINKS, 500, 5000, host -> null, (group, host, random) -> {
        Host other = other(group, host, random);
        group.network().cut(host.id, other.id);
        return new Begun("to " + other, () -> group.network().mend(host.id, other.id));
    });

    static final Fault RESET = new Fault("connection reset", Reach.NOBODY, 50, 300, host -> null, (group, host, random) -> {
        Host other = other(group, host, random);
        group.network().reset(host.id, other.id);
        return new Begun("between it and " + other, () -> group.network().mended(host.id, other.id));
    });

    static final Fault THROTTLE = new Fault("slow network", Reach.LINKS, 1000, 4000, host -> null, (group, host, random) -> {
        group.network().throttle(host.id);
        return Begun.of(() -> group.network().unthrottle(host.id));
    });

    private NetworkFaults() {}

    private static List<Host> others(Group group, Host host) {
        return group.hosts().stream().filter(h -> h != host).toList();
    }

    private static Host other(Group group, Host host, RandomGenerator random) {
        List<Host> others = others(group, host);
        return others.get(random.nextInt(others.size()));
    }
}
