package dev.raftd.ctl.command;

import dev.raftd.api.Bytes;
import dev.raftd.api.Outcome;
import dev.raftd.ctl.client.Attempt;
import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.Endpoint;
import dev.raftd.ctl.client.Request;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.client.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A closed loop of clients, each on a virtual thread with a connection of its own.
///
/// What begins during the warm-up is not counted; what begins before the end is counted with all its latency, also if it ends later.
final class Load {
    private static final long SEED = 42;
    /// A refused connection costs microseconds: without a pause the clients would take the processor from the member that restarts.
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Plan plan;
    private volatile boolean stopped;

    enum Kind {
        PUT,
        GET;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param timeout of one request
    record Plan(Kind kind, int clients, int sizeBytes, int keys, Duration warmup, Duration duration, List<Endpoint> endpoints,
            Duration timeout, boolean serializable) {}

    Load(Plan plan) {
        this.plan = plan;
    }

    /// No new request from now on.
    void stop() {
        stopped = true;
    }

    /// Writes the keys that will be read.
    void prepare(Cluster cluster) throws RequestException {
        Bytes value = value(new SplittableRandom(SEED));
        for (int i = 0; i < plan.keys && !stopped; i++)
            cluster.put(key(i), value, null);
    }

    LoadReport run() {
        long fromNanos = System.nanoTime() + plan.warmup.toNanos();
        long toNanos = fromNanos + plan.duration.toNanos();
        LoadReport.Counts counts = new LoadReport.Counts();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < plan.clients; i++) {
                int number = i;
                clients.add(executor.submit(() -> client(number, fromNanos, toNanos, counts)));
            }
            for (Future<?> client : clients)
                client.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client counts its failures", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return LoadReport.of(plan, counts, System.nanoTime() - fromNanos);
    }

    private void client(int number, long fromNanos, long toNanos, LoadReport.Counts counts) {
        SplittableRandom random = new SplittableRandom(SEED + number);
        Bytes value = value(random);
        int endpoint = number;
        try (Transport transport = new Transport()) {
            Cluster requests = new Cluster(transport, plan.endpoints, plan.timeout);
            for (long start = System.nanoTime(); start < toNanos && !stopped; start = System.nanoTime()) {
                Request<Void> request = request(requests, key(random.nextInt(plan.keys)), value);
                Attempt<Void> attempt = transport.attempt(plan.endpoints.get(endpoint % plan.endpoints.size()), request, plan.timeout);
                if (start >= fromNanos)
                    count(attempt, System.nanoTime() - start, counts);
                if (!(attempt instanceof Attempt.Answered)) {
                    endpoint++;
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }

    private Request<Void> request(Cluster requests, Bytes key, Bytes value) {
        return switch (plan.kind) {
            case PUT -> requests.putRequest(key, value, null, Void.class);
            case GET -> requests.getRequest(key, plan.serializable, Void.class);
        };
    }

    private void count(Attempt<Void> attempt, long nanos, LoadReport.Counts counts) {
        switch (attempt) {
            case Attempt.Answered<Void> _ -> counts.answered(nanos);
            case Attempt.Refused<Void>(var problem) ->
                (problem.outcome() == Outcome.UNKNOWN ? counts.unknown : counts.notApplied).increment();
            case Attempt.NotSent<Void> _ -> counts.unreachable.increment();
            case Attempt.Lost<Void> _ -> (plan.kind == Kind.PUT ? counts.unknown : counts.unreachable).increment();
            case Attempt.GivenUp<Void> _ -> {
            }
        }
    }

    private static Bytes key(int number) {
        return Bytes.utf8(String.format("bench/%08d", number));
    }

    /// Text, so that its JSON form is no longer than itself.
    private Bytes value(SplittableRandom random) {
        byte[] value = new byte[plan.sizeBytes];
        for (int i = 0; i < value.length; i++)
            value[i] = (byte) random.nextInt('a', 'z' + 1);
        return Bytes.of(value);
    }
}
