package dev.raftd.server.http;

import dev.raftd.api.ErrorCode;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.concurrent.atomic.AtomicInteger;

/// Shows this member as it changes.
final class LiveEndpoint {
    private final LiveFeed feed;
    private final int streamsMax;
    private final HttpMetrics metrics;
    private final AtomicInteger streams = new AtomicInteger();

    LiveEndpoint(LiveFeed feed, int streamsMax, HttpMetrics metrics) {
        this.feed = feed;
        this.streamsMax = streamsMax;
        this.metrics = metrics;
    }

    void stream(Request request, Exchange exchange) throws BadRequestException {
        request.query();
        if (streams.incrementAndGet() > streamsMax) {
            streams.decrementAndGet();
            exchange.problem(ErrorCode.OVERLOADED, "a member is watched by at most " + streamsMax + " at once");
            return;
        }
        exchange.header(HttpHeaderNames.CACHE_CONTROL, "no-store");
        new LiveStream(exchange.stream(), feed, metrics, streams::decrementAndGet).start();
    }
}
