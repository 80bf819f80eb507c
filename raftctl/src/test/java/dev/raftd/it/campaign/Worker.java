package dev.raftd.it.campaign;

import dev.raftd.api.Bytes;
import dev.raftd.api.KeyValue;
import dev.raftd.server.check.Outcome;
import dev.raftd.server.check.Request;
import dev.raftd.server.kv.Command;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// One client at work: one request after the other, to any member. It gives up on some writes whose outcome it does not know, and repeats
/// others under their idempotency key until it knows. Confined to its thread.
final class Worker implements Callable<Void> {
    private static final int ATTEMPTS_MAX = 5;
    private static final int PAUSE_MICROS_MAX = 20_000;
    private static final int PAUSE_REFUSED_MICROS_MAX = 200_000;
    private static final int LARGE_VALUE_BYTES = 8 << 10;
    private static final String LARGE = "x".repeat(LARGE_VALUE_BYTES);

    private final Client client;
    private final Ledger ledger;
    private final Keys keys;
    private final List<Host> hosts;
    private final Scope scope;
    private final RandomGenerator random;
    private final BooleanSupplier stop;
    private final Map<Bytes, Long> seen = new HashMap<>();
    private long process;
    private long writes;

    /// @param slots of the keys that are its own and some others'
    /// @param all   whether it reads all keys at once, too
    record Scope(List<Integer> slots, boolean all) {}

    Worker(Client client, Ledger ledger, Keys keys, List<Host> hosts, Scope scope, RandomGenerator random, BooleanSupplier stop) {
        this.client = client;
        this.ledger = ledger;
        this.keys = keys;
        this.hosts = hosts;
        this.scope = scope;
        this.random = random;
        this.stop = stop;
        process = ledger.newProcess();
    }

    @Override
    public Void call() throws InterruptedException {
        while (!stop.getAsBoolean()) {
            Outcome outcome = one();
            int most = outcome instanceof Outcome.NotApplied ? PAUSE_REFUSED_MICROS_MAX : PAUSE_MICROS_MAX;
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(most)));
        }
        return null;
    }

    private Outcome one() throws InterruptedException {
        Bytes key = keys.next(scope.slots.get(random.nextInt(scope.slots.size())));
        Request request = request(key);
        int operation = ledger.begin(process, request);
        Outcome outcome = outcome(request);
        ledger.end(operation, outcome);
        if (outcome instanceof Outcome.Unknown)
            process = ledger.newProcess();
        remember(key, request, outcome);
        return outcome;
    }

    private Request request(Bytes key) {
        int dice = random.nextInt(100);
        if (dice < 25)
            return new Request.Get(key, false);
        if (dice < 35)
            return Client.range(key, false);
        if (dice < 40 && scope.all)
            return Client.range(Bytes.utf8("k"), false);
        if (dice < 45)
            return new Request.Get(key, true);
        long ifRevision = dice < 68 ? seen.getOrDefault(key, Command.ABSENT) : Command.UNCONDITIONAL;
        Command command = random.nextInt(8) == 0 ? new Command.Delete(key, ifRevision) : new Command.Put(key, value(), ifRevision);
        return new Request.Write(command, random.nextInt(4) == 0 ? null : Bytes.utf8("i" + process + "-" + ++writes));
    }

    /// No other write has it.
    private Bytes value() {
        return Bytes.utf8("v" + process + "-" + ++writes + (random.nextInt(50) == 0 ? LARGE : ""));
    }

    private Outcome outcome(Request request) throws InterruptedException {
        boolean repeatable = request instanceof Request.Write w && w.idempotencyKey() != null && random.nextBoolean();
        int attempts = repeatable ? ATTEMPTS_MAX : 1;
        Outcome last = client.send(host(), request);
        for (int i = 1; i < attempts && last instanceof Outcome.Unknown; i++) {
            Outcome next = client.send(host(), request);
            if (!(next instanceof Outcome.NotApplied)) // that is this attempt's outcome, not the first one's
                last = next;
        }
        return last;
    }

    private Host host() {
        return hosts.get(random.nextInt(hosts.size()));
    }

    private void remember(Bytes key, Request request, Outcome outcome) {
        switch (outcome) {
            case Outcome.Written o when request instanceof Request.Write w ->
                seen.put(key, w.command() instanceof Command.Put ? o.revision() : Command.ABSENT);
            case Outcome.Got o -> remember(key, o.kv());
            case Outcome.CompareFailed o -> seen.put(key, o.modRevision());
            case Outcome.Written o -> {}
            case Outcome.Ranged o -> {}
            case Outcome.NotApplied o -> {}
            case Outcome.Unknown o -> {}
        }
    }

    private void remember(Bytes key, @org.jspecify.annotations.Nullable KeyValue found) {
        seen.put(key, found == null ? Command.ABSENT : found.modRevision());
    }
}
