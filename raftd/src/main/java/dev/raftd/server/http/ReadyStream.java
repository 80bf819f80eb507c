package dev.raftd.server.http;

import com.fasterxml.jackson.databind.ObjectWriter;
import dev.raftd.api.Paths;
import dev.raftd.api.ReadyTrace;
import dev.raftd.server.replica.Requests;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client that follows the Readys, a JSON line each.
///
/// The raft loop puts traces into a bounded queue and goes on; the event loop writes them as the client takes them. What finds the queue
/// full is left out and counted; the client sees a gap in [ReadyTrace#seq].
final class ReadyStream implements Connection.Streaming {
    private static final Logger LOG = LoggerFactory.getLogger(ReadyStream.class);
    private static final ObjectWriter TRACES = Json.writer(ReadyTrace.class);

    private final Connection.StreamOutput out;
    private final BlockingQueue<ReadyTrace> queue;
    private final HttpMetrics metrics;
    private final Runnable ended;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private @Nullable AutoCloseable subscription;
    private boolean over;

    ReadyStream(Connection.StreamOutput out, int queueMax, HttpMetrics metrics, Runnable ended) {
        this.out = out;
        queue = new ArrayBlockingQueue<>(queueMax);
        this.metrics = metrics;
        this.ended = ended;
    }

    void start(Requests requests) {
        out.begin(Paths.NDJSON, this);
        subscription = requests.followReadys(this::offer);
        if (over)
            leave();
    }

    private void offer(ReadyTrace trace) {
        if (!queue.offer(trace))
            metrics.streamDropped();
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
        while (out.isWritable() && !queue.isEmpty()) {
            out.write(line(queue.remove()));
            wrote = true;
        }
        if (wrote)
            out.flush();
    }

    private static byte[] line(ReadyTrace trace) {
        byte[] json = Json.bytes(TRACES, trace);
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    @Override
    public void closed() {
        over = true;
        ended.run();
        leave();
    }

    private void leave() {
        try {
            if (subscription != null)
                subscription.close();
        } catch (Exception e) {
            LOG.error("a stream of Readys cannot be left", e);
        }
    }
}
