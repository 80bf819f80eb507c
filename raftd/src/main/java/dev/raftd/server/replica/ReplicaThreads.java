package dev.raftd.server.replica;

import dev.raftd.server.storage.SegmentedLog;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A replica's two threads.
///
///     raft-loop    one turn after the other; parks until the next tick or until it is woken
///     log-writer   waits for work, does all there is; marks the log as synced when there was none for a while
///
/// Whatever either of them throws is fatal for the member.
public final class ReplicaThreads implements AutoCloseable {
    private static final long IDLE_MILLIS = 1_000;
    private static final long FULL_RETRY_MILLIS = 1_000;

    private final Replica replica;
    private final SegmentedLog log;
    private final FatalHandler fatal;
    private final long answerMillisMax;
    private final Thread loop;
    private final Thread logWriter;
    private final CountDownLatch loopEnded = new CountDownLatch(1);
    private volatile boolean stopping;

    /// @param log             closed when the threads end
    /// @param answerMillisMax how long [#close] waits for leadership to be handed over, and again for requests to end
    public ReplicaThreads(Replica replica, SegmentedLog log, FatalHandler fatal, long answerMillisMax) {
        this.replica = replica;
        this.log = log;
        this.fatal = fatal;
        this.answerMillisMax = answerMillisMax;
        loop = Thread.ofPlatform().name("raft-loop").unstarted(() -> guarded(this::loop));
        logWriter = Thread.ofPlatform().name("log-writer").unstarted(() -> guarded(this::write));
    }

    public void start() {
        replica.ownedBy(loop);
        logWriter.start();
        loop.start();
    }

    private interface Body {
        void run() throws InterruptedException;
    }

    private void guarded(Body body) {
        try {
            body.run();
        } catch (Throwable cause) {
            fatal.halt(cause);
        }
    }

    private void loop() {
        try {
            while (!stopping) {
                long now = System.nanoTime();
                if (!replica.runOnce(now)) {
                    LockSupport.parkNanos(this, Math.max(0, replica.nextTickNanos() - System.nanoTime()));
                }
            }
        } finally {
            loopEnded.countDown();
            replica.writer().wake();
        }
    }

    private void write() throws InterruptedException {
        LogWriter writer = replica.writer();
        boolean wroteSinceIdle = true;
        while (loopEnded.getCount() > 0) {
            switch (writer.runOnce()) {
                case WORKED -> wroteSinceIdle = true;
                // votes that come meanwhile do not wait
                case DISK_FULL -> writer.await(FULL_RETRY_MILLIS);
                case IDLE -> {
                    if (!writer.await(IDLE_MILLIS) && wroteSinceIdle) {
                        writer.idle();
                        wroteSinceIdle = false;
                    }
                }
            }
        }
        if (writer.runOnce() != LogWriter.Turn.DISK_FULL) {
            writer.idle();
        }
        log.close();
    }

    /// Refuses new requests, hands leadership over, lets the waiting requests end, answers what is left of them, writes what is queued, closes
    /// the log. Requests that wait when a leader goes are answered through the next one. A disk that does not
    /// let it end is given up as it is while serving.
    @Override
    public void close() {
        replica.refuseRequests();
        await(replica.handOver());
        await(replica.requestsAnswered());
        await(replica.answerRequests());
        stopping = true;
        LockSupport.unpark(loop);
        try {
            Duration longest = Duration.ofMillis(replica.stalledMillis());
            boolean ended = loop.join(longest) && logWriter.join(longest);
            if (!ended && replica.writer().busy()) {
                fatal.halt(new DiskStalledException(replica.stalledMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(CompletableFuture<Void> done) {
        done.completeOnTimeout(null, answerMillisMax, TimeUnit.MILLISECONDS).join();
    }
}
