package dev.raftd.server.http;

import com.fasterxml.jackson.databind.ObjectWriter;
import dev.raftd.api.LiveFrame;
import dev.raftd.server.replica.Answer;
import dev.raftd.server.replica.Failure;
import dev.raftd.server.replica.Requests;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this member shows to those who watch it: one look at the member for all of them together, every tenth of a second; none while nobody
/// watches.
///
/// A look that finds nothing but heartbeats is not told, until a second is over: then it says that all is as it was. If the member gives no
/// answer, a comment keeps the connection open.
///
/// [#join] and [#leave] on any thread; all else on one event loop.
final class LiveFeed {
    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
    private static final int PERIOD_MILLIS = 100;
    private static final int QUIET_PERIODS_MAX = 10;
    private static final ObjectWriter FRAMES = Json.writer(LiveFrame.class);
    private static final byte[] STILL_HERE = ": no news\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Requests requests;
    private final EventExecutor loop;
    private final Set<LiveStream> streams = new LinkedHashSet<>();
    private @Nullable Future<?> ticking;
    private boolean asking;
    private int quietPeriods;

    LiveFeed(Requests requests, EventExecutor loop) {
        this.requests = requests;
        this.loop = loop;
    }

    /// Who joins is shown a frame with the next look.
    void join(LiveStream stream) {
        execute(() -> {
            streams.add(stream);
            quietPeriods = QUIET_PERIODS_MAX;
            if (ticking == null) {
                requests.watch(true);
                ticking = loop.scheduleAtFixedRate(this::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
    }

    void leave(LiveStream stream) {
        execute(() -> {
            streams.remove(stream);
            if (streams.isEmpty() && ticking != null) {
                ticking.cancel(false);
                ticking = null;
                requests.watch(false);
            }
        });
    }

    private void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the client port was closed");
        }
    }

    private void look() {
        quietPeriods++;
        if (asking) {
            if (quietPeriods % QUIET_PERIODS_MAX == 0)
                show(STILL_HERE);
            return;
        }
        asking = true;
        requests.live(quietPeriods >= QUIET_PERIODS_MAX, answer -> execute(() -> seen(answer)));
    }

    private void seen(Answer<Optional<LiveFrame>> answer) {
        asking = false;
        switch (answer) {
            case Answer.Ok<Optional<LiveFrame>>(Optional<LiveFrame> frame) -> frame.ifPresent(f -> {
                quietPeriods = 0;
                show(event(f));
            });
            case Answer.Failed<Optional<LiveFrame>>(Failure failure) -> {
                if (quietPeriods % QUIET_PERIODS_MAX == 0)
                    show(STILL_HERE);
            }
        }
    }

    private void show(byte[] event) {
        streams.forEach(s -> s.offer(event));
    }

    private static byte[] event(LiveFrame frame) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes("event: frame\ndata: ".getBytes(StandardCharsets.US_ASCII));
        text.writeBytes(Json.bytes(FRAMES, frame));
        text.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
        return text.toByteArray();
    }
}
