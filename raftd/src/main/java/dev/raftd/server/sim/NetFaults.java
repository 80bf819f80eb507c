package dev.raftd.server.sim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Faults of the network.
final class NetFaults {
    private final World world;

    NetFaults(World world) {
        this.world = world;
    }

    void happen(Fault fault, Dice dice) {
        List<Long> ids = new ArrayList<>(world.nodes.keySet());
        if (ids.size() < 2) {
            return;
        }
        shuffle(ids, dice);
        long a = ids.get(0);
        long b = ids.get(1);
        long nanos = fault.durationNanos();
        if (fault.kind() != FaultKind.PARTITION) {
            world.coverage.hit(fault.kind() + " " + Nemesis.role(world.node(a)));
        }
        switch (fault.kind()) {
            case PARTITION -> partition(ids, nanos, dice);
            case ONE_WAY -> oneWay(ids, nanos, dice);
            case CLOG -> world.net.path(a, b).clog(nanos);
            case RESET -> reset(a, b);
            case CORRUPT_BYTE -> world.net.path(a, b).corruptNext();
            case REPLAY -> replay(a, b);
            case SLOW_RECEIVER -> world.net.path(a, b).slow(nanos);
            default -> throw new IllegalArgumentException("not of the network: " + fault);
        }
    }

    private static void shuffle(List<Long> ids, Dice dice) {
        for (int i = ids.size() - 1; i > 0; i--) {
            int j = dice.below(i + 1);
            long id = ids.get(i);
            ids.set(i, ids.get(j));
            ids.set(j, id);
        }
    }

    private void partition(List<Long> ids, long nanos, Dice dice) {
        int mode = dice.below(4);
        world.coverage.hit("PARTITION " + List.of("halves", "one", "leader", "bridge").get(mode));
        switch (mode) {
            case 0 -> split(ids, dice.below(ids.size() + 1), nanos);
            case 1 -> world.net.isolate(ids.getFirst(), nanos);
            case 2 -> {
                SimProcess leader = world.leader();
                world.net.isolate(leader == null ? ids.getFirst() : leader.id(), nanos);
            }
            // two halves that only one member hears
            default -> split(ids.subList(1, ids.size()), (ids.size() - 1) / 2, nanos);
        }
    }

    private void split(List<Long> ids, int at, long nanos) {
        for (long a : ids.subList(0, at)) {
            for (long b : ids.subList(at, ids.size())) {
                world.net.cut(a, b, nanos);
            }
        }
    }

    private void oneWay(List<Long> ids, long nanos, Dice dice) {
        long deaf = ids.getFirst();
        boolean hears = dice.percent(50);
        int count = dice.percent(50) ? ids.size() : 2;
        for (long other : ids.subList(1, count)) {
            (hears ? world.net.path(deaf, other) : world.net.path(other, deaf)).cut(nanos);
        }
    }

    private @Nullable SimLink link(long from, long to) {
        SimProcess process = world.node(from).process();
        return process != null && process.isServing() ? process.transport().link(to) : null;
    }

    private void reset(long from, long to) {
        SimLink link = link(from, to);
        if (link != null) {
            link.reset();
        }
    }

    /// What was said on an older connection is said again, to the same process.
    private void replay(long from, long to) {
        SimLink link = link(from, to);
        SimConnection old = link == null ? null : link.former();
        SimConnection now = link == null ? null : link.connection();
        if (old == null || now == null || now.isBroken() || old.to() != now.to() || !now.to().isAlive()) {
            return;
        }
        world.coverage.hit("connection replayed");
        SimProcess receiver = now.to();
        receiver.run(() -> receiver.transport().open(old.hello(), -1, () -> {},
                opening -> world.check(opening.inbound() == null, Rule.BYTES, "member %d takes an older connection of member %d again", to,
                        from)));
    }
}
