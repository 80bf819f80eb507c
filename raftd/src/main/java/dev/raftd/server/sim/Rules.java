package dev.raftd.server.sim;

import dev.raftd.raftpb.Message;

/// What is looked at, and when; each kind of rule has a class of its own.
final class Rules {
    private final World world;
    final LogRules logs;
    final PromiseRules promises;
    final StoreRules stores;
    private final ElectionRules elections;

    Rules(World world) {
        this.world = world;
        logs = new LogRules(world);
        promises = new PromiseRules(world, logs);
        stores = new StoreRules(world);
        elections = new ElectionRules(world, promises);
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
        elections.look(process);
        stores.look(process, false);
        if (process.replica().queued() > 20_000) {
            world.violated(Rule.RESOURCES, "member " + process.id() + " has " + process.replica().queued() + " events waiting");
        }
    }

    /// A log writer may sync several times in a turn, and the loop hears of each.
    void beforeWriting(SimProcess process) {
        promises.afterWriting(process);
    }

    void afterWriting(SimProcess process) {
        promises.afterWriting(process);
        SimDisk disk = process.node().disk();
        // each segment of the log is open
        if (disk.openFiles() > process.log().stats().segments() + 50) {
            world.violated(Rule.RESOURCES, "member " + process.id() + " has " + disk.openFiles() + " files open");
        }
    }

    /// A message is taken.
    void arrived(SimProcess process, Message m) {
        elections.heard(process, m.from());
    }

    /// A connection is taken.
    void connected(SimProcess from, SimProcess to) {
        world.check(!from.isForgetful(), Rule.LOST_DATA, "member %d listens to member %d, which lost its data", to.id(), from.id());
    }

    void leaving(SimProcess process, Message m) {
        promises.leaving(process, m);
        elections.leaving(process, m);
    }

    void powerCut(SimNode node) {
        promises.powerCut(node);
    }
}
