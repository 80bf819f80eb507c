package dev.raftd.server.sim;

import dev.raftd.server.transport.MemoryPort;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A stream of bytes from one process to another, accepted by the other.
///
/// What was sent arrives in order, unless the seed says otherwise, for as long as the receiving process lives and the connection is not
/// broken; also if the sender is gone.
final class SimConnection {
    private static final int REMEMBERED_MAX = 8;
    private static final int CATCH_UP_NANOS = 2_000_000;

    private final World world;
    private final SimNet.Path path;
    private final SimProcess to;
    private final MemoryPort.Hello hello;
    private final MemoryPort.Inbound inbound;
    private final Runnable onRoom;
    private final Runnable onBroken;
    private final Deque<byte[]> flight = new ArrayDeque<>();
    private final List<byte[]> remembered = new ArrayList<>();
    private int arrivals;
    private boolean broken;
    private boolean corrupted;
    private boolean feeding;

    /// @param onRoom   tells the sender that something arrived
    /// @param onBroken tells the sender, some time after
    SimConnection(World world, SimNet.Path path, SimProcess to, MemoryPort.Hello hello, MemoryPort.Inbound inbound, Runnable onRoom,
            Runnable onBroken) {
        this.world = world;
        this.path = path;
        this.to = to;
        this.hello = hello;
        this.inbound = inbound;
        this.onRoom = onRoom;
        this.onBroken = onBroken;
    }

    MemoryPort.Hello hello() {
        return hello;
    }

    /// The first frames that were sent on it.
    List<byte[]> remembered() {
        return remembered;
    }

    SimProcess to() {
        return to;
    }

    int inFlight() {
        return flight.size();
    }

    boolean isBroken() {
        return broken;
    }

    void send(byte[] frame) {
        if (broken) {
            return;
        }
        if (remembered.size() < REMEMBERED_MAX) {
            remembered.add(frame);
        }
        flight.add(frame);
        arrivals++;
        path.travel(this::arrive);
    }

    private void arrive() {
        if (to.isAlive() && to.node().isPaused()) {
            // what came meanwhile is read bit by bit, beside what is asked then
            world.agenda.at(to.node().pausedUntilNanos() + path.dice.below(CATCH_UP_NANOS), this::arrive);
            return;
        }
        arrivals--;
        byte[] frame = next();
        if (frame == null || broken) {
            return;
        }
        if (!to.isAlive()) {
            fail();
            return;
        }
        deliver(frame);
        if (arrivals < flight.size()) {
            arrivals++;
            path.travel(this::arrive);
        }
        onRoom.run();
    }

    private byte @Nullable [] next() {
        boolean overtakes = flight.size() > 1 && path.isHit(FaultKind.REORDER);
        return overtakes ? flight.pollLast() : flight.poll();
    }

    private void deliver(byte[] frame) {
        if (path.isHit(FaultKind.LOSS)) {
            return;
        }
        if (path.isHit(FaultKind.DUPLICATE)) {
            flight.add(frame);
        }
        if (path.takeCorrupt()) {
            corrupted = true;
            feed(changed(frame));
        } else {
            feed(frame);
        }
    }

    private byte[] changed(byte[] frame) {
        byte[] changed = frame.clone();
        changed[path.dice.below(changed.length)] ^= (byte) (1 << path.dice.below(8));
        world.coverage.hit("byte changed on the way");
        return changed;
    }

    /// Whether what arrives now may be no message.
    boolean isCorrupted() {
        return corrupted;
    }

    private void feed(byte[] bytes) {
        feeding = true;
        String why = to.transport().feed(this, inbound, bytes);
        feeding = false;
        if (why != null) {
            world.trace.line(to.id(), "closes the connection of n" + inbound.peer() + ": " + why);
            fail();
        }
    }

    /// Breaks it in the middle of a frame: a part still arrives.
    void reset() {
        byte[] frame = flight.poll();
        if (frame != null && frame.length > 1 && to.isAlive() && !broken && !feeding && !to.node().isPaused()) {
            byte[] part = new byte[1 + path.dice.below(frame.length - 1)];
            System.arraycopy(frame, 0, part, 0, part.length);
            world.coverage.hit("frame cut in the middle");
            feed(part);
        }
        fail();
    }

    /// It is over, and the sender will hear of it.
    void fail() {
        if (!broken) {
            broken = true;
            flight.clear();
            inbound.abort();
            path.back().travel(onBroken);
        }
    }
}
