package dev.raftd.server.http;

import dev.raftd.api.Paths;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// One client that watches this member.
///
/// The feed puts events into a short queue and goes on; the event loop writes them as the client takes them. A client that is slow loses the
/// oldest, for the newest is what it wants to see, and is told how many.
final class LiveStream implements Connection.Streaming {
    private static final int QUEUE_MAX = 16;

    private final Connection.StreamOutput out;
    private final LiveFeed feed;
    private final HttpMetrics metrics;
    private final Runnable ended;
    private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    LiveStream(Connection.StreamOutput out, LiveFeed feed, HttpMetrics metrics, Runnable ended) {
        this.out = out;
        this.feed = feed;
        this.metrics = metrics;
        this.ended = ended;
    }

    void start() {
        feed.join(this);
        // a client that is gone already leaves here
        out.begin(Paths.EVENT_STREAM, this);
    }

    /// Any thread, one at a time.
    void offer(byte[] event) {
        while (!queue.offer(event))
            if (queue.poll() != null) {
                dropped.incrementAndGet();
                metrics.liveFrameDropped();
            }
        if (!scheduled.getAndSet(true))
            out.later(this::drain);
    }

    private void drain() {
        scheduled.set(false);
        writable();
    }

    @Override
    public void writable() {
        boolean wrote = false;
        for (byte[] event; out.isWritable() && (event = queue.poll()) != null; wrote = true) {
            long before = dropped.getAndSet(0);
            if (before > 0)
                out.write(("event: dropped\ndata: {\"frames\":" + before + "}\n\n").getBytes(StandardCharsets.US_ASCII));
            out.write(event);
        }
        if (wrote)
            out.flush();
    }

    @Override
    public void closed() {
        ended.run();
        feed.leave(this);
    }
}
