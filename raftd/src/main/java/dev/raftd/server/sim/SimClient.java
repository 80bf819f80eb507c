package dev.raftd.server.sim;

import dev.raftd.api.Bytes;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.KeyValue;
import dev.raftd.api.Outcome;
import dev.raftd.api.WriteResponse;
import dev.raftd.server.check.Request;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.replica.Answer;
import dev.raftd.server.replica.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A client that asks one thing after the other, of any member, waits, gives up, and asks again.
final class SimClient {
    private static final int ATTEMPTS_MAX = 4;
    /// More than a run has.
    private static final int CLIENTS_MAX = 1_000_000;

    /// One thing that it wants.
    private static final class Wish {
        final @Nullable Command command;
        final boolean serializable;
        final List<Bytes> keys;
        final @Nullable Bytes idempotencyKey;
        final long acknowledgedBefore;
        final int operation;
        int attempts;
        /// An attempt may have had, or may yet have, its effect.
        boolean mayBeApplied;
        boolean over;

        Wish(@Nullable Command command, boolean serializable, List<Bytes> keys, @Nullable Bytes idempotencyKey, long acknowledgedBefore,
                int operation) {
            this.command = command;
            this.serializable = serializable;
            this.keys = keys;
            this.idempotencyKey = idempotencyKey;
            this.acknowledgedBefore = acknowledgedBefore;
            this.operation = operation;
        }
    }

    private final World world;
    private final int id;
    private final Dice dice;
    private long target;
    /// Another one after each operation of unknown outcome.
    private long recordedAs;
    private long lastRevision;
    private int wishes;
    private boolean retired;
    private int waiting;

    SimClient(World world, int id) {
        this.world = world;
        this.id = id;
        dice = world.dice.fork("client", id);
        recordedAs = id;
    }

    void begin() {
        world.agenda.after(dice.exponential(world.swarm.thinkNanos()), this::next);
    }

    /// Asks for nothing more.
    void retire() {
        retired = true;
    }

    int waiting() {
        return waiting;
    }

    private void next() {
        if (retired) {
            return;
        }
        wishes++;
        Bytes key = key();
        int kind = dice.below(100);
        long before = world.rules.stores.acknowledged();
        if (kind < 30) {
            boolean serializable = dice.percent(20);
            List<Bytes> keys = kind < 25 ? List.of(key) : allKeys();
            int operation = world.records.asked(recordedAs, ClientRecords.read(keys, serializable));
            attempt(new Wish(null, serializable, keys, null, before, operation));
        } else {
            Bytes idempotencyKey = dice.percent(50) ? Bytes.utf8("i" + id + "-" + wishes) : null;
            Command command = command(kind, key);
            int operation = world.records.asked(recordedAs, new Request.Write(command, idempotencyKey));
            attempt(new Wish(command, false, List.of(), idempotencyKey, before, operation));
        }
    }

    private Bytes key() {
        return Bytes.utf8("k" + dice.below(world.swarm.keys()));
    }

    private List<Bytes> allKeys() {
        List<Bytes> keys = new ArrayList<>();
        for (int i = 0; i < world.swarm.keys(); i++) {
            keys.add(Bytes.utf8("k" + i));
        }
        return keys;
    }

    private Command command(int kind, Bytes key) {
        long condition = kind < 60 ? Command.UNCONDITIONAL : kind < 70 ? Command.ABSENT : Math.max(0, lastRevision);
        if (kind >= 92) {
            return new Command.Delete(key, kind < 97 ? Command.UNCONDITIONAL : condition);
        }
        String padding = dice.percent(10) ? "x".repeat(dice.below(2_000)) : "";
        return new Command.Put(key, Bytes.utf8("v" + id + "-" + wishes + padding), condition);
    }

    // Asking.

    private void attempt(Wish wish) {
        wish.attempts++;
        waiting++;
        if (target == 0 || wish.attempts > 1 || dice.percent(10)) {
            target = dice.pick(List.copyOf(world.nodes.keySet()));
        }
        long member = target;
        boolean[] answered = new boolean[1];
        world.agenda.after(delay(), () -> arrive(wish, member, answered));
        long patience = 2 * world.swarm.limits().requestTimeoutTicks() * world.swarm.tickMillis() * Swarm.MILLIS;
        world.agenda.after(dice.percent(5) ? dice.between(1, patience) : 2 * patience, () -> once(answered, () -> unknown(wish)));
    }

    private long delay() {
        return 20_000 + dice.exponential(300_000);
    }

    private void once(boolean[] answered, Runnable action) {
        if (!answered[0]) {
            answered[0] = true;
            waiting--;
            action.run();
        }
    }

    private void arrive(Wish wish, long member, boolean[] answered) {
        SimProcess process = world.node(member).process();
        if (process == null || !process.isServing()) {
            once(answered, () -> refused(wish, null));
            return;
        }
        if (process.node().isPaused()) {
            world.agenda.at(process.node().pausedUntilNanos(), () -> arrive(wish, member, answered));
            return;
        }
        Command command = wish.command;
        if (command == null) {
            process.requests().read(wish.serializable, answer -> reply(process, answered, () -> read(wish, answer)));
        } else {
            process.requests().write(command, wish.idempotencyKey, answer -> reply(process, answered, () -> written(wish, answer)));
        }
        process.wakeLoop();
    }

    private void reply(SimProcess process, boolean[] answered, Runnable action) {
        if (process.isAlive()) {
            world.agenda.after(delay(), () -> once(answered, action));
        }
    }

    // Answers.

    private void read(Wish wish, Answer<KvRoot> answer) {
        switch (answer) {
            case Answer.Ok<KvRoot> ok -> {
                world.rules.stores.read(ok.value(), wish.acknowledgedBefore, wish.serializable, wish.keys);
                KeyValue seen = ok.value().get(wish.keys.getFirst());
                lastRevision = seen == null ? 0 : seen.modRevision();
                world.coverage.hit(wish.serializable ? "serializable read" : "linearizable read");
                done(wish, operation -> world.records.seen(operation, wish.keys, ok.value()));
            }
            case Answer.Failed<KvRoot> failed -> refused(wish, failed.failure());
        }
    }

    private void written(Wish wish, Answer<WriteResponse> answer) {
        switch (answer) {
            case Answer.Ok<WriteResponse> ok -> {
                world.rules.stores.written(ok.value(), wish.acknowledgedBefore, false);
                lastRevision = ok.value().revision();
                world.coverage.hit("write acknowledged");
                done(wish, operation -> world.records.written(operation, ok.value()));
            }
            case Answer.Failed<WriteResponse> failed -> {
                if (failed.failure().outcome() == Outcome.UNKNOWN) {
                    unknown(wish);
                } else {
                    refused(wish, failed.failure());
                }
            }
        }
    }

    /// Certainly nothing came of this attempt.
    private void refused(Wish wish, @Nullable Failure failure) {
        boolean isFinal = failure != null && (failure.code() == ErrorCode.COMPARE_FAILED || failure.code() == ErrorCode.INVALID_ARGUMENT);
        if (isFinal) {
            world.coverage.hit("write refused by the store");
            deny(wish);
            done(wish, failure.code() == ErrorCode.COMPARE_FAILED ? world.records::compareFailed : world.records::notApplied);
        } else {
            again(wish);
        }
    }

    private void unknown(Wish wish) {
        wish.mayBeApplied |= wish.command != null;
        world.coverage.hit(wish.command == null ? "read given up" : "write of unknown outcome");
        again(wish);
    }

    /// Only what cannot happen twice is asked for again.
    private void again(Wish wish) {
        boolean safe = !wish.mayBeApplied || wish.idempotencyKey != null;
        if (safe && wish.attempts < ATTEMPTS_MAX && !retired) {
            world.coverage.hit("asked again");
            world.agenda.after(world.swarm.tickMillis() * Swarm.MILLIS, () -> attempt(wish));
        } else {
            deny(wish);
            done(wish, wish.mayBeApplied ? this::recordUnknown : world.records::notApplied);
        }
    }

    private void recordUnknown(int operation) {
        world.records.unknown(operation);
        recordedAs += CLIENTS_MAX;
    }

    private void deny(Wish wish) {
        if (!wish.mayBeApplied && wish.command instanceof Command.Put put) {
            world.rules.stores.notApplied(put.value());
        }
    }

    private void done(Wish wish, IntConsumer record) {
        if (!wish.over) {
            wish.over = true;
            record.accept(wish.operation);
            begin();
        }
    }
}
