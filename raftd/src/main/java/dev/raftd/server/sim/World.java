package dev.raftd.server.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the parts of a simulation share.
final class World {
    final long seed;
    final SimOptions options;
    final Dice dice;
    final Swarm swarm;
    final Agenda agenda = new Agenda();
    final Coverage coverage = new Coverage();
    final Trace trace;
    final SimNet net;
    final Rules rules;
    final ClientRecords records;
    /// By id; those that were removed stay.
    final TreeMap<Long, SimNode> nodes = new TreeMap<>();
    private boolean faultsOver;
    private @Nullable Violation violation;

    World(long seed, SimOptions options) {
        this.seed = seed;
        this.options = options;
        dice = new Dice(seed);
        swarm = Swarm.draw(dice, options);
        trace = new Trace(options.trace(), agenda);
        net = new SimNet(this);
        rules = new Rules(this);
        records = new ClientRecords(this);
    }

    /// The first violation ends the run.
    void violated(Rule rule, String detail) {
        if (violation == null) {
            violation = new Violation(rule.name(), detail, agenda.nowNanos(), trace.last());
            agenda.stop();
        }
    }

    void check(boolean holds, Rule rule, String format, Object... arguments) {
        if (!holds) {
            violated(rule, String.format(format, arguments));
        }
    }

    /// No fault happens any more, also none that was under way.
    void faultsAreOver() {
        faultsOver = true;
    }

    /// A part of a fault that comes after its beginning: what is to be well from some time on is not to be broken behind its back.
    void faultAfter(long nanos, Runnable action) {
        agenda.after(nanos, () -> {
            if (!faultsOver) {
                action.run();
            }
        });
    }

    boolean areFaultsOver() {
        return faultsOver;
    }

    @Nullable
    Violation violation() {
        return violation;
    }

    SimNode node(long id) {
        SimNode node = nodes.get(id);
        if (node == null) {
            throw new IllegalArgumentException("no node " + id);
        }
        return node;
    }

    List<SimProcess> running() {
        List<SimProcess> running = new ArrayList<>();
        nodes.values().forEach(node -> {
            SimProcess process = node.process();
            if (process != null && process.isServing()) {
                running.add(process);
            }
        });
        return running;
    }

    /// The one that leads in the latest term, null if none does.
    @Nullable
    SimProcess leader() {
        SimProcess leader = null;
        long term = -1;
        for (SimProcess process : running()) {
            if (process.leads() && process.turns().status().term() > term) {
                leader = process;
                term = process.turns().status().term();
            }
        }
        return leader;
    }
}
