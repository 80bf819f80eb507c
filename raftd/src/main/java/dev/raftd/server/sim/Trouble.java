package dev.raftd.server.sim;

import dev.raftd.raftpb.ConfState;
import java.util.List;

/// What is the matter with one member, all the time or on and off, while all others are well and must not feel it.
final class Trouble {
    /// Kinds of it.
    enum Kind {
        /// Each sync takes long.
        SLOW_DISK,
        /// Whatever it says or hears takes long.
        SLOW_LINKS,
        /// It hears nobody.
        DEAF,
        /// Nobody hears it.
        MUTE,
        /// The link to one other member comes and goes.
        FLAPPING_LINK,
        /// All of its links come and go.
        FLAPPING_MEMBER,
        /// It is killed soon after each start.
        RESTARTING
    }

    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final long FOR_GOOD = Long.MAX_VALUE / 4;

    private final World world;
    private final Kind kind;
    private final SimNode node;
    /// The other end of a flapping link.
    private final long other;
    private final Dice dice;
    private boolean over;

    private Trouble(World world, Kind kind, SimNode node, long other, Dice dice) {
        this.world = world;
        this.kind = kind;
        this.node = node;
        this.other = other;
        this.dice = dice;
    }

    /// @param leader the link to it may be the one that flaps
    static Trouble draw(World world, SimNode node, long leader, Dice dice) {
        // a leader whose disk or links are slow may stay one, and is
        Kind drawn = dice.pick(node.id() == leader ? KINDS.subList(KINDS.indexOf(Kind.DEAF), KINDS.size()) : KINDS);
        Kind kind = drawn == Kind.FLAPPING_LINK && node.id() == leader ? Kind.FLAPPING_MEMBER : drawn;
        return new Trouble(world, kind, node, leader, dice);
    }

    /// Whether the others are a quorum without this one.
    static boolean isBearable(ConfState conf, SimNode node, List<SimNode> sound) {
        return Quorums.isQuorum(conf, id -> id != node.id() && sound.stream().anyMatch(other -> other.id() == id));
    }

    SimNode node() {
        return node;
    }

    void begin() {
        world.coverage.hit("trouble " + kind + " " + Nemesis.role(node));
        world.trace.line(node.id(), "has trouble: " + kind);
        switch (kind) {
            case SLOW_DISK -> node.device().slow(FOR_GOOD);
            case SLOW_LINKS -> others().forEach(id -> {
                world.net.path(node.id(), id).slow(FOR_GOOD);
                world.net.path(id, node.id()).slow(FOR_GOOD);
            });
            case DEAF -> others().forEach(id -> world.net.path(id, node.id()).cut(FOR_GOOD));
            case MUTE -> others().forEach(id -> world.net.path(node.id(), id).cut(FOR_GOOD));
            case FLAPPING_LINK, FLAPPING_MEMBER, RESTARTING -> again();
        }
    }

    private List<Long> others() {
        return world.nodes.keySet().stream().filter(id -> id != node.id()).toList();
    }

    private void again() {
        if (over) {
            return;
        }
        long nanos = dice.between(world.swarm.electionNanos() / 8, 2 * world.swarm.electionNanos());
        switch (kind) {
            case FLAPPING_LINK -> world.net.cut(node.id(), other, nanos);
            case FLAPPING_MEMBER -> world.net.isolate(node.id(), nanos);
            case RESTARTING -> {
                node.kill();
                node.startAfter(nanos);
            }
            case SLOW_DISK, SLOW_LINKS, DEAF, MUTE -> throw new IllegalStateException(kind + " lasts");
        }
        world.agenda.after(nanos + dice.between(world.swarm.electionNanos() / 8, 2 * world.swarm.electionNanos()), this::again);
    }

    void end() {
        over = true;
    }

    @Override
    public String toString() {
        return kind + " of member " + node.id();
    }
}
