package dev.raftd.server.sim;

import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Identity;
import java.util.ArrayList;
import java.util.List;

/// A member comes back under its old id without what it had: with an empty data directory, or with an older copy.
///
/// That can be found out once every other member has heard of the life that is lost, and by those who did not lose theirs: so it happens
/// to one member of a minority, when all remember it.
final class DataLosses {
    private final World world;

    DataLosses(World world) {
        this.world = world;
    }

    void happen(Fault fault, Dice dice) {
        List<SimNode> candidates = candidates();
        if (candidates.isEmpty()) {
            return;
        }
        SimNode node = dice.pick(candidates);
        if (dice.percent(50)) {
            replace(node, new SimDisk(), "emptied");
            return;
        }
        SimDisk copy = node.disk().copy().crash(dice.random());
        Dice starts = dice.fork("starts", node.runs());
        int run = node.runs();
        node.kill();
        node.startAfter(Swarm.MILLIS);
        world.faultAfter(fault.durationNanos() + 2 * world.swarm.electionNanos(), () -> {
            if (node.runs() > run && candidates().contains(node)) {
                int startsAlone = starts.below(4);
                startAlone(node, copy, startsAlone, starts);
                replace(node, copy, startsAlone == 0 ? "older" : "older, started alone");
            }
        });
    }

    /// The copy is started and meets nobody, so that it counts as many starts as the directory it takes the place of, or more.
    private static void startAlone(SimNode node, SimDisk copy, int times, Dice starts) {
        for (int i = 0; i < times; i++) {
            try (DataDir dir = DataDir.open(copy, new Identity(node.id(), SimProcess.CLUSTER))) {
                dir.start(starts.nextLong(), starts.nextLong());
            }
        }
    }

    private void replace(SimNode node, SimDisk disk, String how) {
        world.coverage.hit("DATA_LOST " + how + " " + Nemesis.role(node));
        node.replaceDisk(disk);
    }

    private List<SimNode> candidates() {
        int members = world.swarm.members();
        List<SimNode> candidates = new ArrayList<>();
        if (world.nodes.values().stream().noneMatch(SimNode::isForgetful)) {
            world.nodes.values().stream().filter(node -> node.id() > members - (members - 1) / 2 && node.id() <= members)
                    .filter(node -> !node.isDamaged() && isRememberedByAll(node)).forEach(candidates::add);
        }
        return candidates;
    }

    private boolean isRememberedByAll(SimNode node) {
        SimProcess process = node.process();
        return process != null && process.isServing() && world.nodes.values().stream().filter(other -> other != node).allMatch(other -> {
            SimProcess by = other.process();
            return by != null && by.isServing() && by.acquaintances().remembers(node.id(), process.acquaintances().self().life());
        });
    }
}
