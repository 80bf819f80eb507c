package dev.raftd.server.sim;

import dev.raftd.raft.StateType;
import dev.raftd.server.epoch.Acquaintances;
import dev.raftd.server.epoch.Life;
import dev.raftd.server.epoch.Lineage;
import dev.raftd.server.replica.PeerProbe;
import dev.raftd.server.replica.Replica;
import dev.raftd.server.replica.ReplicaConfig;
import dev.raftd.server.replica.ReplicaTurns;
import dev.raftd.server.replica.Requests;
import dev.raftd.server.replica.SnapshotFiles;
import dev.raftd.server.replica.Transport;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.SegmentedLog;
import dev.raftd.server.storage.SmallFile;
import dev.raftd.server.storage.Start;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One run of a member: a replica whose threads are events.
///
///     raft-loop    a turn soon after something arrived, and at each tick
///     log-writer   a turn soon after there is work; its syncs take time, in which the loop goes on
///     background   a task each
final class SimProcess {
    static final long CLUSTER = 42;
    private static final long IDLE_NANOS = 1_000_000_000L;
    private static final long BUSY_NANOS = 1_000_000;
    private static final long NEVER = Long.MAX_VALUE;

    private final World world;
    private final SimNode node;
    private final int run;
    private final Dice dice;
    private boolean alive = true;
    private boolean writing;
    private boolean wroteSinceIdle = true;
    private long writerTurns;
    /// The log writer waits that long before it looks whether the disk has room again.
    private long fullUntilNanos;
    private long loopDueNanos = NEVER;
    private long writerDueNanos = NEVER;
    private Recovery.@Nullable Recovered stored;
    private @Nullable Acquaintances acquaintances;
    private @Nullable SimTransport transport;
    private @Nullable Replica replica;
    private @Nullable ReplicaTurns turns;

    SimProcess(World world, SimNode node, int run) {
        this.world = world;
        this.node = node;
        this.run = run;
        dice = world.dice.fork("process", node.id() << 20 | run);
    }

    SimNode node() {
        return node;
    }

    long id() {
        return node.id();
    }

    int run() {
        return run;
    }

    boolean isAlive() {
        return alive;
    }

    /// Whether it has come so far that others can talk to it.
    boolean isServing() {
        return alive && turns != null;
    }

    ReplicaTurns turns() {
        return Objects.requireNonNull(turns);
    }

    Replica replica() {
        return Objects.requireNonNull(replica);
    }

    Requests requests() {
        return replica();
    }

    SimTransport transport() {
        return Objects.requireNonNull(transport);
    }

    Acquaintances acquaintances() {
        return Objects.requireNonNull(acquaintances);
    }

    SegmentedLog log() {
        return Objects.requireNonNull(stored).log();
    }

    boolean leads() {
        return turns().status().state() == StateType.LEADER;
    }

    long localNanos() {
        return node.localNanos(world.agenda.nowNanos());
    }

    /// As the daemon starts: directory, log, replica.
    void open(SimDisk disk) {
        DataDir dir = DataDir.open(disk, new Identity(id(), CLUSTER));
        Recovery.Recovered recovered = Recovery.open(dir, world.swarm.log());
        stored = recovered;
        Dice names = dice.fork("names");
        Start start = dir.start(names.nextLong(), names.nextLong());
        Lineage lineage = new Lineage(new Life(start.store(), start.run(), start.incarnation()), start.before());
        SmallFile remembered = dir.peers(Acquaintances.BYTES_MAX);
        acquaintances = new Acquaintances(lineage, remembered.content(), remembered::replace);
        world.rules.recovered(this);
        String url = url(id());
        ReplicaConfig.Self self = new ReplicaConfig.Self(id(), Identity.hex(CLUSTER), "sim", url, "http://client" + id(), "memory");
        Dice timeouts = dice.fork("timeouts");
        ReplicaConfig config = new ReplicaConfig(self, world.swarm.tickMillis(), world.swarm.electionTicks(), world.swarm.limits(),
                dice.fork("incarnation").nextLong(), ticks -> ticks + timeouts.below(ticks), world.trace.logger(id()),
                () -> Instant.ofEpochMilli(world.agenda.nowNanos() / 1_000_000));
        SnapshotFiles files = new SnapshotFiles(recovered.snapshots());
        Replica made = new Replica(config, recovered, node.entrance(), new Replica.Surroundings(receiver -> transport(receiver, files),
                this::background, this::fatal, this::localNanos, PeerProbe.BLIND, this::removed));
        replica = made;
        turns = new ReplicaTurns(made);
        world.rules.started(this);
        wakeLoop();
        wakeWriter();
    }

    static String url(long id) {
        return "http://peer" + id;
    }

    private Transport transport(Replica receiver, SnapshotFiles files) {
        SimTransport made = new SimTransport(world, this, receiver, files);
        transport = made;
        return made;
    }

    // The loop.

    /// Something may have arrived for the loop.
    void wakeLoop() {
        loopAt(world.agenda.nowNanos() + 1_000 + dice.below(20_000));
    }

    private void loopAt(long nanos) {
        if (nanos < loopDueNanos && alive) {
            loopDueNanos = nanos;
            world.agenda.at(nanos, () -> loopTurn(nanos));
        }
    }

    private void loopTurn(long dueNanos) {
        if (!alive || dueNanos != loopDueNanos || turns == null) {
            return;
        }
        loopDueNanos = NEVER;
        if (node.isPaused()) {
            loopAt(node.pausedUntilNanos());
            return;
        }
        boolean more;
        try {
            more = turns.loop(localNanos());
        } catch (SimDisk.Crash gone) {
            return;
        } catch (Throwable cause) {
            failed(cause);
            return;
        }
        world.rules.afterLoop(this);
        wakeWriter();
        loopAt(more ? world.agenda.nowNanos() + 1_000 : node.worldNanos(turns.nextTickNanos()));
    }

    // The log writer.

    private void wakeWriter() {
        if (turns != null && !writing && fullUntilNanos <= world.agenda.nowNanos() && turns.isWriterDue()) {
            writerAt(world.agenda.nowNanos() + 1_000 + dice.below(20_000));
        }
    }

    private void writerAt(long nanos) {
        if (nanos < writerDueNanos && alive) {
            writerDueNanos = nanos;
            world.agenda.at(nanos, () -> writerTurn(nanos));
        }
    }

    private void writerTurn(long dueNanos) {
        if (!alive || dueNanos != writerDueNanos || turns == null) {
            return;
        }
        writerDueNanos = NEVER;
        if (writing) {
            // in its idle work: the thread does one thing at a time
            writerAt(world.agenda.nowNanos() + BUSY_NANOS);
            return;
        }
        // a long sleep is not to be cut short by somebody else's waking
        long notBefore = world.agenda.isNested() && node.device().isStalled() ? world.agenda.outerEndNanos() : 0;
        if (node.isPaused() || notBefore > 0) {
            writerAt(Math.max(notBefore, node.pausedUntilNanos()));
            return;
        }
        ReplicaTurns.Written written = write();
        if (written == null) {
            return;
        }
        switch (written) {
            case WORKED -> {
                wroteSinceIdle = true;
                long turn = ++writerTurns;
                world.agenda.after(IDLE_NANOS, () -> idle(turn));
            }
            case IDLE -> {}
            case DISK_FULL -> {
                world.coverage.hit("writes wait for space");
                fullUntilNanos = world.agenda.nowNanos() + IDLE_NANOS;
                writerAt(fullUntilNanos);
            }
        }
        wakeWriter();
    }

    private ReplicaTurns.@Nullable Written write() {
        writing = true;
        try {
            ReplicaTurns.Written written = turns().write();
            afterWriting();
            return alive ? written : null;
        } catch (SimDisk.Crash gone) {
            return null;
        } catch (Throwable cause) {
            failed(cause);
            return null;
        } finally {
            writing = false;
        }
    }

    private void afterWriting() {
        if (alive) {
            world.rules.afterWriting(this);
            wakeLoop();
        }
    }

    private void idle(long turn) {
        if (!alive || turn != writerTurns || writing || !wroteSinceIdle || turns().isWriterDue() || node.isPaused()) {
            return;
        }
        writing = true;
        try {
            turns().writerIdle();
            wroteSinceIdle = false;
            afterWriting();
        } catch (SimDisk.Crash gone) {
            return;
        } catch (Throwable cause) {
            failed(cause);
        } finally {
            writing = false;
        }
        wakeWriter();
    }

    // The rest.

    private void background(Runnable task) {
        world.agenda.after(1_000 + dice.below(200_000), () -> run(task));
    }

    /// Something that the process does at some time, on a thread of its own.
    void run(Runnable task) {
        if (!alive) {
            return;
        }
        if (node.isPaused()) {
            world.agenda.at(node.pausedUntilNanos(), () -> run(task));
            return;
        }
        try {
            task.run();
        } catch (SimDisk.Crash gone) {
            return;
        } catch (Throwable cause) {
            failed(cause);
        }
        wakeLoop();
        wakeWriter();
    }

    /// Ends the process as the daemon would: whoever calls does not go on.
    private void fatal(Throwable cause) {
        failed(cause);
        throw new SimDisk.Crash();
    }

    /// One of its threads ended of that.
    void failed(Throwable cause) {
        if (alive && !world.agenda.isStopped() && !(cause instanceof SimDisk.Crash)) {
            node.died(cause);
        }
    }

    /// It is no member any more, and ends as the daemon does.
    private void removed() {
        world.agenda.after(1_000_000, () -> {
            if (alive) {
                world.coverage.hit("removed member ends");
                node.halt("it was removed");
            }
        });
    }

    /// Whether it runs on a disk that lacks what its machine once had.
    boolean isForgetful() {
        return run >= node.forgetfulSinceRun();
    }

    /// Others know of data that it no longer has: the daemon does not go on.
    void lostData(long sayer) {
        if (alive) {
            node.lostData(sayer);
        }
    }

    void powerCut() {
        if (transport != null) {
            transport.silence();
        }
    }

    /// Nothing of it is left but what it sent.
    void ended() {
        alive = false;
        if (transport != null) {
            transport.ended();
        }
    }
}
