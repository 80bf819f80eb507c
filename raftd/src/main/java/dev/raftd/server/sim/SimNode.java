package dev.raftd.server.sim;

import dev.raftd.server.replica.Entrance;
import dev.raftd.server.replica.DiskStalledException;
import dev.raftd.server.storage.StorageException;
import org.jspecify.annotations.Nullable;

/// A member's machine: its disk and clock outlive its processes.
final class SimNode {
    /// How the machine is.
    enum State {
        DOWN,
        STARTING,
        UP,
        /// It does not start again by itself.
        HALTED
    }

    private final World world;
    private final long id;
    private final Entrance entrance;
    private final NodeDisk device;
    /// How many of its nanoseconds pass in 1000 of the world's.
    private final long clockRate;
    private SimDisk disk = new SimDisk();
    private @Nullable SimProcess process;
    private State state = State.DOWN;
    private int runs;
    private long pausedUntilNanos;
    private boolean damaged;
    private boolean hurt;
    private int forgetfulSinceRun = Integer.MAX_VALUE;
    private long bytesMax = Long.MAX_VALUE;

    SimNode(World world, long id, Entrance entrance) {
        this.world = world;
        this.id = id;
        this.entrance = entrance;
        device = new NodeDisk(world, this);
        clockRate = world.swarm.has(FaultKind.CLOCK_RATES) ? world.dice.fork("clock", id).between(500, 2000) : 1000;
        disk.device(device);
    }

    long id() {
        return id;
    }

    State state() {
        return state;
    }

    Entrance entrance() {
        return entrance;
    }

    @Nullable
    SimProcess process() {
        return process;
    }

    SimDisk disk() {
        return disk;
    }

    NodeDisk device() {
        return device;
    }

    int runs() {
        return runs;
    }

    /// What the member's monotonic clock shows.
    long localNanos(long worldNanos) {
        return worldNanos / 1000 * clockRate + worldNanos % 1000 * clockRate / 1000;
    }

    long worldNanos(long localNanos) {
        return (localNanos / clockRate + 1) * 1000;
    }

    long pausedUntilNanos() {
        return pausedUntilNanos;
    }

    boolean isPaused() {
        return pausedUntilNanos > world.agenda.nowNanos();
    }

    void pause(long nanos) {
        pausedUntilNanos = world.agenda.nowNanos() + nanos;
    }

    void resume() {
        pausedUntilNanos = 0;
    }

    /// All its files together may have that many bytes.
    void bytesMax(long bytes) {
        bytesMax = bytes;
        disk.bytesMax(bytes);
    }

    /// Its disk failed it: the process may end of that.
    void hurt() {
        hurt = true;
    }

    /// Durable bytes were changed: it may refuse to start, for good.
    void damaged() {
        damaged = true;
        hurt = true;
    }

    boolean isDamaged() {
        return damaged;
    }

    /// What its disk did to it is over, and had all the effect that it will have.
    void recovered() {
        hurt = damaged;
    }

    void start() {
        if (state != State.DOWN) {
            return;
        }
        if (runs >= forgetfulSinceRun) {
            // each start counts: it would soon have counted beyond what the others remember
            halt("its data was lost");
            return;
        }
        state = State.STARTING;
        hurt = damaged || device.isFailing() || bytesMax != Long.MAX_VALUE;
        runs++;
        SimProcess starting = new SimProcess(world, this, runs);
        process = starting;
        world.trace.line(id, "starts, run " + runs);
        try {
            starting.open(disk);
        } catch (SimDisk.Crash gone) {
            return;
        } catch (Throwable cause) {
            starting.failed(cause);
            return;
        }
        if (starting.isAlive()) {
            state = State.UP;
        }
    }

    void startAfter(long nanos) {
        world.agenda.after(nanos, this::start);
    }

    private void endProcess() {
        SimProcess ended = process;
        process = null;
        if (state != State.HALTED) {
            state = State.DOWN;
        }
        pausedUntilNanos = 0;
        if (ended != null) {
            ended.ended();
        }
    }

    /// The process ends; the machine goes on.
    void kill() {
        if (process == null) {
            return;
        }
        world.trace.line(id, "is killed");
        endProcess();
        disk = disk.killProcess();
    }

    /// The power goes.
    void cutPower(Dice dice) {
        if (state == State.HALTED) {
            return;
        }
        world.trace.line(id, "loses power");
        if (process != null) {
            process.powerCut();
        }
        endProcess();
        world.rules.powerCut(this);
        SimDisk left = disk.crash(dice.random());
        disk.powerOff();
        disk = left;
        disk.device(device);
        disk.bytesMax(bytesMax);
    }

    /// Process and machine are left as they are, for good.
    void halt(String why) {
        world.trace.line(id, "does not come back: " + why);
        state = State.HALTED;
        kill();
        state = State.HALTED;
    }

    boolean isForgetful() {
        return forgetfulSinceRun != Integer.MAX_VALUE;
    }

    /// The first run without the data.
    int forgetfulSinceRun() {
        return forgetfulSinceRun;
    }

    /// Somebody puts another disk into the machine.
    void replaceDisk(SimDisk other) {
        world.trace.line(id, "goes on with another disk");
        kill();
        forgetfulSinceRun = runs + 1;
        disk.powerOff();
        disk = other;
        disk.device(device);
        disk.bytesMax(bytesMax);
        start();
    }

    /// The others remember what it has forgotten.
    void lostData(long sayer) {
        world.coverage.hit("member without its data refused");
        world.check(isForgetful(), Rule.NO_BUG, "member %d is said to have lost data by member %d", id, sayer);
        halt("member " + sayer + " remembers what it lost");
    }

    /// The process ended by its own decision.
    void died(Throwable cause) {
        world.trace.line(id, "ends: " + cause);
        boolean isCorrupt = cause instanceof StorageException e && e.code() == StorageException.Code.CORRUPT;
        if (isCorrupt && damaged) {
            world.coverage.hit("refuses damaged data");
            halt("its data is damaged");
        } else if (!hurt || isCorrupt || !(cause instanceof StorageException || cause instanceof DiskStalledException)) {
            world.violated(isCorrupt ? Rule.STARTS : Rule.NO_BUG, "member " + id + " ended: " + Causes.sentence(cause));
            kill();
        } else {
            kill();
            startAfter(world.swarm.electionNanos());
        }
    }
}
