package dev.raftd.server.sim;

import java.util.ArrayList;
import java.util.List;

/// Makes the planned faults happen.
final class Nemesis {
    private static final long MILLIS = Swarm.MILLIS;

    private final World world;
    private final Membership membership;
    private final SimReader reader;
    private final NetFaults net;
    private final DiskFaults disks;
    private final DataLosses losses;

    Nemesis(World world) {
        this.world = world;
        membership = new Membership(world);
        reader = new SimReader(world);
        net = new NetFaults(world);
        disks = new DiskFaults(world);
        losses = new DataLosses(world);
    }

    void schedule(List<Fault> plan) {
        plan.forEach(fault -> world.agenda.at(fault.atNanos(), () -> happen(fault)));
    }

    /// No further faults.
    void over() {
        world.faultsAreOver();
        world.nodes.values().stream().filter(SimNode::isForgetful).forEach(node -> node.halt("its data was lost"));
    }

    private void happen(Fault fault) {
        if (world.areFaultsOver()) {
            return;
        }
        world.trace.line(0, "fault " + fault);
        world.agenda.note(fault.luck());
        Dice dice = fault.dice();
        switch (fault.kind()) {
            case KILL -> kill(any(dice), fault);
            case POWER_CUT -> cut(any(dice), fault, dice);
            case POWER_CUT_ALL -> List.copyOf(world.nodes.values()).forEach(node -> cut(node, fault, dice));
            case RECOVERY_KILL -> killInRecovery(any(dice), fault, dice);
            case RESTART_STORM -> storm(fault, dice);
            case PAUSE -> pause(any(dice), dice.percent(50) ? fault.durationNanos() : dice.between(1, 50) * MILLIS, dice);
            case PARTITION, ONE_WAY, CLOG, RESET, CORRUPT_BYTE, REPLAY, SLOW_RECEIVER -> net.happen(fault, dice);
            case DISK_SLOW, DISK_STALL, SYNC_ERROR, WRITE_ERROR, READ_ERROR, DISK_FULL, DAMAGE -> disks.happen(fault, dice);
            case DATA_LOST -> losses.happen(fault, dice);
            case MEMBERS -> membership.change(dice);
            case TRANSFER -> membership.transfer(dice);
            case LOSS, DUPLICATE, REORDER, SHORT_WRITES, CLOCK_RATES -> throw new IllegalArgumentException("no event: " + fault);
        }
    }

    private SimNode any(Dice dice) {
        SimProcess leader = dice.percent(40) ? world.leader() : null;
        return leader != null ? leader.node() : dice.pick(List.copyOf(world.nodes.values()));
    }

    static String role(SimNode node) {
        SimProcess process = node.process();
        if (process == null || !process.isServing()) {
            return switch (node.state()) {
                case DOWN, UP -> "down";
                case STARTING -> "recovering";
                case HALTED -> "halted";
            };
        }
        return switch (process.turns().status().state()) {
            case LEADER -> "leader";
            case FOLLOWER -> "follower";
            case CANDIDATE, PRE_CANDIDATE -> "candidate";
        };
    }

    private void hit(Fault fault, SimNode node) {
        world.coverage.hit(fault.kind() + " " + role(node));
    }

    private void kill(SimNode node, Fault fault) {
        hit(fault, node);
        node.kill();
        node.startAfter(fault.durationNanos());
    }

    private void cut(SimNode node, Fault fault, Dice dice) {
        hit(fault, node);
        node.cutPower(dice);
        node.startAfter(dice.between(1, fault.durationNanos()));
    }

    private void killInRecovery(SimNode node, Fault fault, Dice dice) {
        node.cutPower(dice);
        node.startAfter(MILLIS);
        world.faultAfter(MILLIS + dice.exponential(3 * world.swarm.syncNanos()), () -> {
            hit(fault, node);
            if (dice.percent(50)) {
                node.kill();
            } else {
                node.cutPower(dice);
            }
            node.startAfter(fault.durationNanos());
        });
    }

    private void storm(Fault fault, Dice dice) {
        int kills = (int) dice.between(3, 8);
        for (int i = 0; i < kills; i++) {
            SimNode node = any(dice);
            world.faultAfter(dice.between(0, fault.durationNanos()), () -> {
                hit(fault, node);
                node.kill();
                node.startAfter(dice.exponential(20 * MILLIS));
            });
        }
    }

    /// A leader stops, most of the time, while it waits for the answers to a question, and for about as long as it takes the others to elect
    /// another one.
    private void pause(SimNode node, long nanos, Dice dice) {
        world.coverage.hit("PAUSE " + role(node));
        SimProcess process = node.process();
        if (process != null && process.isServing() && process.leads() && dice.percent(75)) {
            long election = world.swarm.electionNanos();
            long longEnough = dice.percent(50) ? nanos : dice.between(election, 5 * election / 2);
            reader.read(process);
            world.faultAfter(dice.between(0, 2 * (world.swarm.delayNanos() + world.swarm.jitterNanos())), () -> node.pause(longEnough));
        } else if (process != null) {
            node.pause(nanos);
        }
    }

    /// A faultless world: what was broken for a while works again, and what was down starts.
    void heal(List<SimNode> nodes) {
        for (SimNode node : nodes) {
            node.resume();
            node.device().heal();
            node.bytesMax(Long.MAX_VALUE);
            node.start();
        }
    }

    List<SimNode> well() {
        List<SimNode> well = new ArrayList<>();
        world.nodes.values().stream().filter(node -> node.state() != SimNode.State.HALTED).forEach(well::add);
        return well;
    }
}
