package dev.raftd.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Bytes;
import dev.raftd.api.Evidence;
import dev.raftd.api.WriteResponse;
import dev.raftd.raft.Logger;
import dev.raftd.raftpb.Message;
import dev.raftd.server.kv.Command;
import dev.raftd.server.kv.KvRoot;
import dev.raftd.server.storage.DataDir;
import dev.raftd.server.storage.Disk;
import dev.raftd.server.storage.Identity;
import dev.raftd.server.storage.LogConfig;
import dev.raftd.server.storage.Recovery;
import dev.raftd.server.storage.SimDisks;
import dev.raftd.server.storage.StorageException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ReplicaThreadsTest {
    private final Disk disk = SimDisks.fresh();
    private final CompletableFuture<Throwable> fatal = new CompletableFuture<>();

    private static final class NoPeers implements Transport {
        @Override
        public void members(Map<Long, String> peerUrls) {
            // a cluster of one
        }

        @Override
        public List<Evidence.Link> links() {
            return List.of();
        }

        @Override
        public void send(Message message) {
            throw new AssertionError("to whom? " + message);
        }
    }

    private interface Use {
        void with(Replica replica) throws Exception;
    }

    /// The log writer reads the time before and after a sync: there it stands still while told so.
    private final CountDownLatch diskGoesOn = new CountDownLatch(1);
    private volatile boolean diskStands;
    private ReplicaConfig.Limits limits = ReplicaConfig.Limits.DEFAULT;

    private long nanoTime() {
        if (diskStands && Thread.currentThread().getName().equals("log-writer")) {
            try {
                diskGoesOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return System.nanoTime();
    }

    private interface Check {
        void check() throws Exception;
    }

    private void run(Use use) throws Exception {
        run(use, () -> {});
    }

    /// @param stopped after the threads were told to stop
    private void run(Use use, Check stopped) throws Exception {
        try (DataDir dir = DataDir.open(disk, new Identity(1, 7))) {
            Recovery.Recovered stored = Recovery.open(dir, new LogConfig(64 << 10, 1 << 20, 1));
            ReplicaConfig.Self self = new ReplicaConfig.Self(1, Identity.hex(7), "test", "http://peer", "http://client", "memory");
            ReplicaConfig config = new ReplicaConfig(self, 5, 10, limits, 1, ticks -> ticks, Logger.SILENT,
                    InstantSource.system());
            Replica replica = new Replica(config, stored, Entrance.founding(new TreeMap<>(Map.of(1L, "http://peer"))),
                    new Replica.Surroundings(receiver -> new NoPeers(), Runnable::run, fatal::complete, this::nanoTime));
            try (ReplicaThreads threads = new ReplicaThreads(replica, stored.log(), fatal::complete, 1_000)) {
                threads.start();
                use.with(replica);
            }
            stopped.check();
        }
        assertThat(fatal.getNow(null)).isNull();
    }

    private static <T> T ask(Consumer<Reply<T>> request) throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Answer<T>> answered = new CompletableFuture<>();
        request.accept(answered::complete);
        return TestCluster.ok(answered.get(30, TimeUnit.SECONDS));
    }

    @Test
    void writesAreServedAndSurviveAStop() throws Exception {
        Command put = new Command.Put(Bytes.utf8("a"), Bytes.utf8("1"), Command.UNCONDITIONAL);
        run(replica -> {
            WriteResponse written = ask(reply -> replica.write(put, null, reply));
            assertThat(written.revision()).isEqualTo(1);
        });
        run(replica -> {
            KvRoot root = ask(reply -> replica.read(false, reply));
            assertThat(root.get(Bytes.utf8("a")).value()).isEqualTo(Bytes.utf8("1"));
        });
    }

    @Test
    void failedSyncIsFatal() throws Exception {
        run(replica -> {
            ask((Reply<WriteResponse> reply) -> replica.write(new Command.Put(Bytes.utf8("a"), Bytes.EMPTY, -1), null, reply));
            SimDisks.failNow(disk);
            replica.write(new Command.Put(Bytes.utf8("a"), Bytes.EMPTY, -1), null, answer -> {});
            assertThat(fatal.get(30, TimeUnit.SECONDS)).isInstanceOf(StorageException.class);
            fatal.obtrudeValue(null);
        });
    }

    @Test
    void whateverTheLoopThrowsIsFatal() throws Exception {
        run(replica -> {
            ask((Reply<WriteResponse> reply) -> replica.write(new Command.Put(Bytes.utf8("a"), Bytes.EMPTY, -1), null, reply));
            replica.read(false, answer -> {
                throw new IllegalStateException("a bug");
            });
            assertThat(fatal.get(30, TimeUnit.SECONDS)).hasMessage("a bug");
            fatal.obtrudeValue(null);
        });
    }

    @Test
    void aStopWithADiskThatStandsStillEndsAfterTheStallLimit() throws Exception {
        ReplicaConfig.Limits d = ReplicaConfig.Limits.DEFAULT;
        limits = new ReplicaConfig.Limits(d.requestTimeoutTicks(), d.waitingMax(), d.snapshotEvery(), d.snapshotLogBytes(),
                d.compactRetain(), d.promoteLagMax(), d.readysKept(), d.readysKeptBytes(), d.inflightMessages(), d.messageBytes(),
                d.uncommittedBytes(), 500);
        fatal.whenComplete((cause, none) -> diskGoesOn.countDown());
        run(replica -> {
            ask((Reply<WriteResponse> reply) -> replica.write(new Command.Put(Bytes.utf8("a"), Bytes.EMPTY, -1), null, reply));
            diskStands = true;
            replica.write(new Command.Put(Bytes.utf8("a"), Bytes.EMPTY, -1), null, answer -> {});
        }, () -> {
            assertThat(fatal.get(30, TimeUnit.SECONDS)).isInstanceOf(DiskStalledException.class);
            fatal.obtrudeValue(null);
        });
    }
}
