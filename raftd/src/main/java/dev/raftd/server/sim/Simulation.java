package dev.raftd.server.sim;

import dev.raftd.server.replica.Entrance;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// One seed's run of a whole cluster: members, disks, network, clients and faults, in one thread and in virtual time.
public final class Simulation {
    private final World world;
    private final Nemesis nemesis;
    private final List<SimClient> clients = new ArrayList<>();

    private Simulation(long seed, SimOptions options) {
        Quiet.logging();
        world = new World(seed, options);
        nemesis = new Nemesis(world);
    }

    /// The same seed and options give the same outcome, on any machine.
    public static Outcome run(long seed, SimOptions options) {
        return new Simulation(seed, options).run();
    }

    /// What each member did last in a seed's run, in columns.
    public static List<String> trace(long seed, SimOptions options) {
        Simulation simulation = new Simulation(seed, options.withTrace(true));
        simulation.run();
        return simulation.world.trace.last();
    }

    private Outcome run() {
        begin();
        world.agenda.run(world.swarm.faultNanos(world.options), () -> true);
        boolean recovered = !world.agenda.isStopped() && new Recovering(world, nemesis, clients).run();
        if (!world.agenda.isStopped()) {
            new Epilogue(world).run(recovered);
        }
        return new Outcome(world.seed, world.violation(), world.agenda.steps(), world.agenda.nowNanos(), world.agenda.hash(),
                world.coverage.counts());
    }

    private void begin() {
        TreeMap<Long, String> founders = new TreeMap<>();
        for (long id = 1; id <= world.swarm.members(); id++) {
            founders.put(id, SimProcess.url(id));
        }
        for (long id : founders.keySet()) {
            SimNode node = new SimNode(world, id, Entrance.founding(founders));
            world.nodes.put(id, node);
            node.startAfter(id * 1_000);
        }
        for (int i = 1; i <= world.swarm.clients(); i++) {
            SimClient client = new SimClient(world, i);
            clients.add(client);
            client.begin();
        }
        new SimReader(world).begin();
        nemesis.schedule(world.swarm.plan(world.dice, world.options));
    }
}
