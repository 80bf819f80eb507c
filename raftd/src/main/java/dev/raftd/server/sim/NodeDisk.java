package dev.raftd.server.sim;

import java.io.IOException;

/// How a member's disk works at the moment.
final class NodeDisk implements SimDisk.Device {
    private final World world;
    private final SimNode node;
    private final Dice dice;
    private final boolean shortWrites;
    private boolean failSync;
    private boolean failWrite;
    private boolean failRead;
    private long stalledUntilNanos;
    private long slowUntilNanos;
    private int heals;

    NodeDisk(World world, SimNode node) {
        this.world = world;
        this.node = node;
        dice = world.dice.fork("disk", node.id());
        shortWrites = world.swarm.has(FaultKind.SHORT_WRITES);
    }

    void failNextSync() {
        failSync = true;
    }

    void failNextWrite() {
        failWrite = true;
    }

    void failNextRead() {
        failRead = true;
    }

    void stall(long nanos) {
        stalledUntilNanos = world.agenda.nowNanos() + nanos;
    }

    void slow(long nanos) {
        slowUntilNanos = world.agenda.nowNanos() + nanos;
    }

    void heal() {
        failSync = false;
        failWrite = false;
        failRead = false;
        stalledUntilNanos = 0;
        slowUntilNanos = 0;
        heals++;
    }

    /// Whether a fault is still to have its effect.
    boolean isFailing() {
        return failSync || failWrite || failRead || isStalled() || slowUntilNanos > world.agenda.nowNanos();
    }

    boolean isStalled() {
        return stalledUntilNanos > world.agenda.nowNanos();
    }

    private static IOException failed(String what) {
        return new IOException("Input/output error (" + what + ")");
    }

    @Override
    public int writing(int length) throws IOException {
        SimProcess process = node.process();
        if (process != null && process.isServing()) {
            world.rules.beforeWriting(process);
        }
        if (failWrite) {
            failWrite = false;
            throw failed("write");
        }
        return shortWrites && length > 1 && dice.percent(20) ? 1 + dice.below(length) : length;
    }

    @Override
    public void reading() throws IOException {
        if (failRead) {
            failRead = false;
            throw failed("read");
        }
    }

    @Override
    public void syncing() throws IOException {
        SimProcess process = node.process();
        if (process == null) {
            return;
        }
        int healed = heals;
        world.agenda.sleep(latencyNanos(), () -> process.isAlive() && heals == healed);
        if (!process.isAlive() || world.agenda.isStopped()) {
            throw new SimDisk.Crash();
        }
        if (failSync) {
            failSync = false;
            throw failed("sync");
        }
    }

    private long latencyNanos() {
        long now = world.agenda.nowNanos();
        long usual = dice.exponential(world.swarm.syncNanos());
        // a leader whose disk takes long hands over: no reproach where it is to stay one
        long nanos = world.areFaultsOver() ? Math.min(usual, 4 * world.swarm.syncNanos()) : dice.percent(1) ? usual * 20 : usual;
        return Math.max(now < slowUntilNanos ? nanos * 50 : nanos, stalledUntilNanos - now);
    }
}
