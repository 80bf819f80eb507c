package dev.raftd.server.http;

import dev.raftd.api.ErrorCode;
import io.netty.handler.codec.http.HttpHeaderNames;

/// Shows this member as it changes.
final class LiveEndpoint {
    private final LiveFeed feed;
    private final HttpMetrics metrics;
    private final Places places;

    LiveEndpoint(LiveFeed feed, int streamsMax, HttpMetrics metrics) {
        this.feed = feed;
        places = new Places(streamsMax);
        this.metrics = metrics;
    }

    void stream(Request request, Exchange exchange) throws BadRequestException {
        request.query();
        if (!places.take()) {
            exchange.problem(ErrorCode.OVERLOADED, "a member is watched by at most " + places.max() + " at once");
            return;
        }
        exchange.header(HttpHeaderNames.CACHE_CONTROL, "no-store");
        new LiveStream(exchange.stream(), feed, metrics, places::leave).start();
    }
}
