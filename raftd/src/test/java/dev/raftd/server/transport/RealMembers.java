package dev.raftd.server.transport;

import dev.raftd.api.Bytes;
import dev.raftd.api.MembersResponse;
import dev.raftd.api.StatusResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.raft.Logger;
import dev.raftd.server.agreement.HashAnswer;
import dev.raftd.server.agreement.HashQuestion;
import dev.raftd.server.epoch.Acquaintances;
import dev.raftd.server.epoch.Life;
import dev.raftd.server.epoch.Lineage;
import dev.raftd.server.kv.Command;
import dev.raftd.server.replica.Entrance;
import dev.raftd.server.replica.Answer;
import dev.raftd.server.replica.MemberChange;
import dev.raftd.server.replica.Replica;
import dev.raftd.server.replica.ReplicaConfig;
import dev.raftd.server.replica.ReplicaThreads;
import dev.raftd.server.replica.Reply;
import dev.raftd.server.replica.SnapshotFiles;
import dev.raftd.server.replica.Transport;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Disk;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.LogConfig;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.SimDisks;
import dev.raftd.server.storage.SmallFile;
import dev.raftd.server.storage.Start;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A cluster of three in this process: replicas with their threads and disks in memory, over real connections. A member 4, a learner, was
/// added and never started: tests speak in its name.
final class RealMembers implements AutoCloseable {
    static final long STRANGER = 4;
    private static final long CLUSTER = 0xc1;
    private static final long TICK_MILLIS = 20;
    private static final long WAIT_SECONDS = 30;

    /// Requests wait as long as a test does.
    private static ReplicaConfig.Limits limits() {
        ReplicaConfig.Limits d = ReplicaConfig.Limits.DEFAULT;
        int ticks = (int) (WAIT_SECONDS * 1_000 / TICK_MILLIS);
        return new ReplicaConfig.Limits(ticks, d.waitingMax(), d.snapshotEvery(), d.snapshotLogBytes(), d.compactRetain(),
                d.promoteLagMax(),
                d.readysKept(), d.readysKeptBytes(), d.inflightMessages(), d.messageBytes(), d.uncommittedBytes(), d.stalledMillis());
    }

    /// One of the three.
    final class Place implements ClusterView {
        final long id;
        final int port;
        final PrometheusRegistry registry = new PrometheusRegistry();
        private final Disk disk;
        private volatile @Nullable Replica replica;
        private @Nullable HttpTransport transport;
        private @Nullable ReplicaThreads threads;
        private @Nullable DataDir dir;

        private Place(long id, int port, Disk disk) {
            this.id = id;
            this.port = port;
            this.disk = disk;
        }

        Replica replica() {
            return Objects.requireNonNull(replica);
        }

        private void start() throws IOException {
            dir = DataDir.open(disk, new Identity(id, CLUSTER));
            Recovery.Recovered stored = Recovery.open(dir, new LogConfig(1 << 20, 1 << 20, 1));
            Start start = dir.start(id, RandomGenerator.getDefault().nextLong());
            SmallFile remembered = dir.peers(Acquaintances.BYTES_MAX);
            Acquaintances acquaintances = new Acquaintances(
                    new Lineage(new Life(start.store(), start.run(), start.incarnation()), start.before()), remembered.content(),
                    remembered::replace);
            ReplicaConfig.Self self = new ReplicaConfig.Self(id, Identity.hex(CLUSTER), "test", urls.get(id), "http://client" + id,
                    "memory");
            ReplicaConfig config = new ReplicaConfig(self, TICK_MILLIS, electionTicks, limits(), start.run(),
                    ticks -> ticks + (int) id * ticks / 4, Logger.SILENT, InstantSource.system());
            Replica made = new Replica(config, stored, Entrance.founding(new TreeMap<>(urls)), new Replica.Surroundings(
                    receiver -> transport(receiver, stored, acquaintances), task -> Thread.ofVirtual().start(task), failures::add,
                    System::nanoTime));
            replica = made;
            Objects.requireNonNull(transport).start();
            threads = new ReplicaThreads(made, stored.log(), failures::add, 100);
            threads.start();
        }

        private HttpTransport transport(Transport.Receiver receiver, Recovery.Recovered stored, Acquaintances acquaintances) {
            HttpTransport made = new HttpTransport(new TransportConfig(id, Identity.hex(CLUSTER), "127.0.0.1", port), receiver,
                    new SnapshotFiles(stored.snapshots()), this, acquaintances, new PrometheusRegistry());
            transport = made;
            return made;
        }

        void stop() {
            Objects.requireNonNull(threads).close();
            Objects.requireNonNull(transport).close();
            Objects.requireNonNull(dir).close();
            replica = null;
        }

        @Override
        public @Nullable MembersResponse members() {
            Replica r = replica;
            return r == null ? null : r.membersNow();
        }

        @Override
        public @Nullable HashAnswer hashes(HashQuestion question) {
            Replica r = replica;
            return r == null ? null : r.answer(question);
        }

        @Override
        public boolean isRemoved(long of) {
            Replica r = replica;
            return r != null && r.isRemoved(of);
        }

        @Override
        public boolean isRemovedDurably(long of) {
            Replica r = replica;
            return r != null && r.isRemovedDurably(of);
        }

        @Override
        public void removed(long sayer) {
            failures.add(new AssertionError("told removed by " + sayer));
        }

        @Override
        public void dataMissing(long sayer) {
            failures.add(new AssertionError("told of missing data by " + sayer));
        }

        @Override
        public void dataRolledBack(long sayer) {
            failures.add(new AssertionError("told of old data by " + sayer));
        }

        @Override
        public void failed(Exception cause) {
            failures.add(cause);
        }
    }

    final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    final Map<Long, Place> places = new TreeMap<>();
    private final Map<Long, String> urls = new TreeMap<>();
    private final int electionTicks;

    /// @param electionTicks of 20 ms: how long it takes to elect the first leader, and how long a stall of this machine leaves it in place
    RealMembers(int electionTicks) throws Exception {
        this.electionTicks = electionTicks;
        for (long id = 1; id <= 3; id++) {
            int port = freePort();
            places.put(id, new Place(id, port, SimDisks.fresh()));
            urls.put(id, "http://127.0.0.1:" + port);
        }
        for (Place place : places.values())
            place.start();
        long leader = leader();
        ok(this.<MembersResponse>ask(
                reply -> places.get(leader).replica().change(new MemberChange.Add(STRANGER, "http://127.0.0.1:1", true), true,
                        reply)));
        leader();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static String clusterId() {
        return Identity.hex(CLUSTER);
    }

    void start(long id) throws IOException {
        places.get(id).start();
    }

    /// The member that all running ones take for the leader once each of them has served a write.
    long leader() throws Exception {
        for (Place place : places.values())
            if (place.replica != null)
                put(place.id, "at " + place.id, "served");
        return places.values().stream().map(p -> p.replica).filter(Objects::nonNull).mapToLong(Replica::leader).findFirst().orElseThrow();
    }

    StatusResponse status(long id) throws Exception {
        return ok(this.<StatusResponse>ask(places.get(id).replica()::status));
    }

    void put(long at, String key, String value) throws Exception {
        Command put = new Command.Put(Bytes.utf8(key), Bytes.utf8(value), Command.UNCONDITIONAL);
        ok(this.<WriteResponse>ask(reply -> places.get(at).replica().write(put, null, reply)));
    }

    private <T> Answer<T> ask(Consumer<Reply<T>> request) throws Exception {
        CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
        request.accept(answer::complete);
        return answer.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private static <T> T ok(Answer<T> answer) {
        return switch (answer) {
            case Answer.Ok<T> ok -> ok.value();
            case Answer.Failed<T> failed -> throw new AssertionError(failed.failure());
        };
    }

    @Override
    public void close() {
        for (Place place : places.values())
            if (place.replica != null)
                place.stop();
    }
}
