package dev.raftd.server.sim;

import dev.raftd.api.Bytes;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.replica.Answer;
import java.util.Comparator;
import java.util.List;

/// Reads where it hurts: of a leader that another one has taken over from and that does not know it yet; now and then of anybody.
///
/// That state does not last, and a client that sticks to a member that serves it well hardly ever meets it.
final class SimReader {
    private static final int LOOKS_AN_ELECTION = 8;

    private final World world;
    private final Dice dice;

    SimReader(World world) {
        this.world = world;
        dice = world.dice.fork("reader");
    }

    void begin() {
        world.agenda.after(1 + dice.exponential(world.swarm.electionNanos() / LOOKS_AN_ELECTION), this::look);
    }

    private void look() {
        if (world.agenda.nowNanos() > world.options.faultMillis() * Swarm.MILLIS) {
            return;
        }
        List<SimProcess> running = world.running();
        List<SimProcess> leaders = running.stream().filter(SimProcess::leads)
                .sorted(Comparator.comparingLong(leader -> leader.turns().status().term())).toList();
        if (leaders.size() > 1) {
            world.coverage.hit("read of a deposed leader");
            read(leaders.getFirst());
        } else if (!running.isEmpty() && dice.percent(10)) {
            read(dice.pick(running));
        }
        begin();
    }

    private void read(SimProcess process) {
        if (process.node().isPaused()) {
            // what it does first when it goes on
            world.agenda.at(process.node().pausedUntilNanos(), () -> read(process));
            return;
        }
        if (!process.isServing()) {
            return;
        }
        long before = world.rules.stores.acknowledged();
        List<Bytes> keys = List.of(Bytes.utf8("k" + dice.below(world.swarm.keys())));
        process.requests().read(false, (Answer<KvRoot> answer) -> {
            if (answer instanceof Answer.Ok<KvRoot> ok) {
                // not in the turn that commits what is read
                world.agenda.after(1_000, () -> world.rules.stores.read(ok.value(), before, false, keys));
            }
        });
        process.wakeLoop();
    }
}
