package dev.raftd.server.sim;

import dev.raftd.api.Bytes;
import dev.raftd.api.WriteResponse;
import dev.raftd.server.check.Request;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.replica.Answer;
import java.util.Comparator;
import java.util.List;

/// Reads where it hurts: of a leader that another one has taken over from and does not know it yet, right after the other one took a write;
/// now and then of anybody.
///
/// That state does not last, and a client that sticks to a member that serves it well hardly ever meets it.
final class SimReader {
    private static final int LOOKS_AN_ELECTION = 8;
    /// Its writes are of processes of their own, behind those of all clients.
    private static final long RECORDED_FROM = 1L << 40;

    private final World world;
    private final Dice dice;
    private int writes;

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
            world.coverage.hit("a deposed leader does not know it");
            write(leaders.getLast(), () -> read(leaders.getFirst()));
        } else if (!running.isEmpty() && dice.percent(10)) {
            read(dice.pick(running));
        }
        begin();
    }

    private Bytes key() {
        return Bytes.utf8("k" + dice.below(world.swarm.keys()));
    }

    /// @param acknowledged what to do once it is
    private void write(SimProcess leader, Runnable acknowledged) {
        if (leader.node().isPaused()) {
            return;
        }
        long before = world.rules.stores.acknowledged();
        Command put = new Command.Put(key(), Bytes.utf8("reader" + writes++), Command.UNCONDITIONAL);
        int operation = world.records.asked(RECORDED_FROM + writes, new Request.Write(put, null));
        leader.requests().write(put, null, (Answer<WriteResponse> answer) -> {
            if (answer instanceof Answer.Ok<WriteResponse> ok) {
                afterThisTurn(() -> {
                    world.rules.stores.written(ok.value(), before, false);
                    world.records.written(operation, ok.value());
                    acknowledged.run();
                });
            }
        });
        leader.wakeLoop();
    }

    void read(SimProcess process) {
        if (!process.isServing()) {
            return;
        }
        if (process.node().isPaused()) {
            // what it does first when it goes on
            world.agenda.at(process.node().pausedUntilNanos(), () -> read(process));
            return;
        }
        long before = world.rules.stores.acknowledged();
        List<Bytes> keys = List.of(key());
        process.requests().read(false, (Answer<KvRoot> answer) -> {
            if (answer instanceof Answer.Ok<KvRoot> ok) {
                afterThisTurn(() -> world.rules.stores.read(ok.value(), before, false, keys));
            }
        });
        process.wakeLoop();
    }

    /// The rules learn what a turn committed when it is over.
    private void afterThisTurn(Runnable action) {
        world.agenda.after(1_000, action);
    }
}
