package dev.raftd.server.sim;

import dev.raftd.raftpb.Message;
import dev.raftd.server.replica.SnapshotFiles;
import dev.raftd.server.replica.Transport;
import dev.raftd.server.transport.MemoryPort;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One snapshot on its way to a peer, chunk by chunk, on a connection of its own.
final class SnapshotTransfer {
    /// Here each chunk takes the whole way before the next one leaves: more would not arrive in time.
    private static final int CHUNKS_MAX = 64;

    private final World world;
    private final SimProcess from;
    private final MemoryPort port;
    private final SnapshotFiles files;
    private final Message message;
    private final SimNet.Path path;
    private Transport.Snapshots.@Nullable Source source;
    private MemoryPort.@Nullable Inbound inbound;
    private @Nullable SimProcess to;
    private boolean over;
    private int chunkBytes;
    private long sentBytes;

    SnapshotTransfer(World world, SimProcess from, MemoryPort port, SnapshotFiles files, Message message) {
        this.world = world;
        this.from = from;
        this.port = port;
        this.files = files;
        this.message = message;
        path = world.net.path(from.id(), message.to());
    }

    void begin() {
        world.agenda.after(10_000, () -> from.run(this::open));
        world.agenda.after(20 * world.swarm.electionNanos(), () -> end(false));
    }

    private void open() {
        try {
            source = files.openToSend(Objects.requireNonNull(message.snapshot()).metadata());
        } catch (IOException e) {
            world.trace.line(from.id(), "cannot read a snapshot: " + e.getMessage());
        }
        if (source == null) {
            end(false);
            return;
        }
        MemoryPort.Hello hello = port.hello(message.to());
        path.travel(() -> arrive(hello));
    }

    private void arrive(MemoryPort.Hello hello) {
        SimNode node = world.nodes.get(message.to());
        SimProcess receiver = node == null ? null : node.process();
        if (receiver == null || !receiver.isServing()) {
            end(false);
            return;
        }
        long bytes = Objects.requireNonNull(source).sizeBytes();
        chunkBytes = (int) Math.max(world.swarm.chunkBytes(), bytes / CHUNKS_MAX);
        receiver.run(() -> receiver.transport().open(hello, bytes, () -> end(false), opening -> opened(opening, receiver)));
    }

    private void opened(MemoryPort.Opening opening, SimProcess receiver) {
        inbound = opening.inbound();
        to = receiver;
        if (inbound == null || over) {
            end(false);
            return;
        }
        next(port.snapshotFrame(message));
    }

    private void next(byte[] frame) {
        path.travel(() -> deliver(frame));
    }

    private void deliver(byte[] frame) {
        SimProcess receiver = Objects.requireNonNull(to);
        if (over || !receiver.isAlive() || !from.isAlive()) {
            end(false);
            return;
        }
        receiver.run(() -> {
            if (Objects.requireNonNull(inbound).feed(frame) != null) {
                end(false);
            }
        });
        from.run(this::read);
    }

    private void read() {
        if (over) {
            return;
        }
        ByteBuffer chunk = ByteBuffer.allocate(chunkBytes);
        try {
            boolean more = Objects.requireNonNull(source).read(chunk, sentBytes);
            sentBytes += chunk.position();
            if (chunk.flip().hasRemaining()) {
                next(port.chunkFrame(chunk));
            } else if (!more) {
                path.travel(this::finish);
            }
        } catch (IOException e) {
            end(false);
        }
    }

    private void finish() {
        SimProcess receiver = Objects.requireNonNull(to);
        if (over || !receiver.isAlive()) {
            end(false);
            return;
        }
        receiver.run(() -> {
            boolean taken = Objects.requireNonNull(inbound).finish();
            world.coverage.hit(taken ? "snapshot received" : "snapshot not taken");
            path.back().travel(() -> end(taken));
        });
    }

    private void end(boolean ok) {
        if (over) {
            return;
        }
        over = true;
        if (inbound != null && to != null && to.isAlive()) {
            inbound.abort();
        }
        close();
        from.run(() -> from.transport().snapshotSent(message.to(), ok));
    }

    private void close() {
        if (source != null) {
            try {
                source.close();
            } catch (IOException e) {
                world.trace.line(from.id(), "cannot close a snapshot: " + e.getMessage());
            }
        }
    }
}
