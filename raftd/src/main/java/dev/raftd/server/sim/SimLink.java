package dev.raftd.server.sim;

import dev.raftd.raftpb.Message;
import dev.raftd.server.transport.MemoryPort;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A process's way to one peer: a bounded queue before a connection that is made again when it breaks, as the daemon's link does it.
final class SimLink {
    private static final int WINDOW = 32;
    private static final int BACKOFF_DOUBLINGS_MAX = 4;

    private enum State {
        CONNECTING,
        UP,
        DOWN
    }

    private final World world;
    private final SimProcess from;
    private final MemoryPort port;
    private final long peer;
    private final SimNet.Path path;
    private final ArrayDeque<Message> queue = new ArrayDeque<>();
    private State state = State.DOWN;
    private @Nullable SimConnection connection;
    private @Nullable SimConnection former;
    /// Counts connections, so that news of an old one is known as such.
    private int attempt;
    private int failures;
    private boolean closed;
    private long unansweredNanos;
    private long heardNanos;

    SimLink(World world, SimProcess from, MemoryPort port, long peer) {
        this.world = world;
        this.from = from;
        this.port = port;
        this.peer = peer;
        path = world.net.path(from.id(), peer);
    }

    @Nullable
    SimConnection connection() {
        return connection;
    }

    /// One that was given up.
    @Nullable
    SimConnection former() {
        return former;
    }

    private boolean isOver() {
        return closed || !from.isAlive();
    }

    void send(Message m) {
        if (state == State.DOWN || queue.size() >= world.swarm.queueMessages()) {
            world.coverage.hit("message dropped by its sender");
            from.transport().unreachable(peer);
            return;
        }
        queue.add(m);
        pump();
    }

    /// Hands on what waits, as far as the other end reads.
    void pump() {
        SimConnection up = connection;
        if (state != State.UP || up == null || up.isBroken()) {
            return;
        }
        while (!queue.isEmpty() && up.inFlight() < WINDOW) {
            up.send(port.frame(queue.remove()));
        }
        checkSilence();
    }

    private void room() {
        if (!queue.isEmpty() && !isOver()) {
            pump();
        }
    }

    void heard() {
        heardNanos = world.agenda.nowNanos();
    }

    private void checkSilence() {
        long now = world.agenda.nowNanos();
        if (heardNanos >= unansweredNanos) {
            unansweredNanos = now;
        } else if (now - unansweredNanos > 3 * world.swarm.electionNanos()) {
            down(attempt);
        }
    }

    void connect() {
        if (isOver()) {
            return;
        }
        state = State.CONNECTING;
        int number = ++attempt;
        MemoryPort.Hello hello = port.hello(peer);
        path.travel(() -> arrive(hello, number));
        world.agenda.after(world.swarm.electionNanos() + 100_000_000, () -> {
            if (number == attempt && state == State.CONNECTING) {
                down(number);
            }
        });
    }

    private void arrive(MemoryPort.Hello hello, int number) {
        SimNode node = world.nodes.get(peer);
        SimProcess to = node == null ? null : node.process();
        if (to == null || !to.isServing()) {
            path.back().travel(() -> down(number));
            return;
        }
        SimConnection[] made = new SimConnection[1];
        Runnable hangUp = () -> {
            if (made[0] != null) {
                made[0].fail();
            }
        };
        to.run(() -> to.transport().open(hello, -1, hangUp, opening -> opened(opening, to, hello, made, number)));
    }

    private void opened(MemoryPort.Opening opening, SimProcess to, MemoryPort.Hello hello, SimConnection[] made, int number) {
        MemoryPort.Inbound inbound = opening.inbound();
        if (inbound == null) {
            path.back().travel(() -> refused(opening, number));
            return;
        }
        world.rules.connected(from, to);
        made[0] = new SimConnection(world, path, to, hello, inbound, this::room, () -> down(number));
        to.transport().accepted(made[0]);
        path.back().travel(() -> up(made[0], number));
    }

    private void refused(MemoryPort.Opening opening, int number) {
        if (!isOver() && opening.isRemoved()) {
            from.run(() -> from.transport().removed(peer));
        } else if (!isOver() && opening.isDataMissing()) {
            from.run(() -> from.transport().dataMissing(peer));
        } else if (!isOver() && opening.isDataRolledBack()) {
            from.run(() -> from.transport().dataRolledBack(peer));
        }
        world.coverage.hit("connection refused: " + opening.refusal());
        world.trace.line(from.id(), "is refused by n" + peer + ": " + opening.refusal());
        down(number);
    }

    private void up(SimConnection made, int number) {
        if (isOver() || number != attempt || state != State.CONNECTING || made.isBroken()) {
            made.fail();
            return;
        }
        state = State.UP;
        world.trace.line(from.id(), "connected to n" + peer);
        connection = made;
        failures = 0;
        unansweredNanos = world.agenda.nowNanos();
        heardNanos = unansweredNanos;
        pump();
    }

    private void down(int number) {
        if (number != attempt || state == State.DOWN || isOver()) {
            return;
        }
        state = State.DOWN;
        world.trace.line(from.id(), "has no connection to n" + peer);
        former = connection == null ? former : connection;
        connection = null;
        queue.clear();
        from.transport().unreachable(peer);
        long backoff = world.swarm.tickMillis() * Swarm.MILLIS << Math.min(failures++, BACKOFF_DOUBLINGS_MAX);
        world.agenda.after(backoff, () -> {
            if (state == State.DOWN) {
                connect();
            }
        });
    }

    void reset() {
        if (connection != null) {
            connection.reset();
        }
    }

    void close() {
        closed = true;
        queue.clear();
        if (connection != null) {
            connection.fail();
        }
    }
}
