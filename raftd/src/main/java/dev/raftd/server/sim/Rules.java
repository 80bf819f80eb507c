package dev.raftd.server.sim;

import dev.raftd.raftpb.Message;

/// What is looked at, and when; each kind of rule has a class of its own.
final class Rules {
    private final World world;
    final LogRules logs;
    final PromiseRules promises;
    final StoreRules stores;

    Rules(World world) {
        this.world = world;
        logs = new LogRules(world);
        promises = new PromiseRules(world, logs);
        stores = new StoreRules(world);
    }

    /// A process has read what its disk has, and nobody can talk to it yet.
    void recovered(SimProcess process) {
        promises.recovered(process);
    }

    /// A process has begun.
    void started(SimProcess process) {
        logs.started(process);
        stores.look(process, true);
    }

    void afterLoop(SimProcess process) {
        logs.look(process);
        stores.look(process, false);
        if (process.replica().queued() > 20_000) {
            world.violated(Rule.RESOURCES, "member " + process.id() + " has " + process.replica().queued() + " events waiting");
        }
    }

    void afterWriting(SimProcess process) {
        promises.afterWriting(process);
        SimDisk disk = process.node().disk();
        // each segment of the log is open
        if (disk.openFiles() > process.log().stats().segments() + 50) {
            world.violated(Rule.RESOURCES, "member " + process.id() + " has " + disk.openFiles() + " files open");
        }
    }

    void leaving(SimProcess process, Message m) {
        promises.leaving(process, m);
    }

    void powerCut(SimNode node) {
        promises.powerCut(node);
    }
}
