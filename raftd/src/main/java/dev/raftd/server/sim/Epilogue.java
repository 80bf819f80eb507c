package dev.raftd.server.sim;

import dev.raftd.raft.BasicStatus;
import dev.raftd.raftpb.HardState;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.SegmentedLog;

/// What is looked at once all is over: each disk holds what its member had in memory.
final class Epilogue {
    private final World world;

    Epilogue(World world) {
        this.world = world;
    }

    void run() {
        world.records.check();
        for (SimProcess process : world.running()) {
            reopen(process);
        }
    }

    private void reopen(SimProcess process) {
        SimDisk copy = process.node().disk().copy();
        Recovery.Recovered found;
        try {
            DataDir dir = DataDir.open(copy, new Identity(process.id(), SimProcess.CLUSTER));
            found = Recovery.open(dir, world.swarm.log());
        } catch (RuntimeException e) {
            world.check(process.node().isDamaged(), Rule.CONVERGENCE, "member %d could not start again: %s", process.id(),
                    Causes.sentence(e));
            return;
        }
        compare(process, found.log());
    }

    private void compare(SimProcess process, SegmentedLog disk) {
        BasicStatus status = process.turns().status();
        HardState state = disk.initialState().hardState();
        world.check(state.term() == status.term() && state.vote() == status.vote(), Rule.CONVERGENCE,
                "member %d is in term %d and voted for %d, its disk says %s", process.id(), status.term(), status.vote(), state);
        long last = process.turns().log().lastIndex();
        world.check(disk.lastIndex() == last, Rule.CONVERGENCE, "member %d has entries up to %d, its disk up to %d", process.id(), last,
                disk.lastIndex());
        for (long i = Math.max(disk.firstIndex(), process.turns().log().firstIndex()); i <= Math.min(last, disk.lastIndex()); i++) {
            if (disk.term(i) != process.turns().term(i)) {
                world.violated(Rule.CONVERGENCE, "member " + process.id() + " has term " + process.turns().term(i) + " at " + i
                        + ", its disk " + disk.term(i));
            }
        }
    }
}
