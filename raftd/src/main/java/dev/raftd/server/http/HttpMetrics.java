package dev.raftd.server.http;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Counts and times what the client port does. Thread-safe.
final class HttpMetrics {
    /// The route of what was refused before it had one.
    static final String NO_ROUTE = "none";
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private record Point(CounterDataPoint count, DistributionDataPoint seconds) {}

    private record Kind(String route, int status) {}

    private final Map<Kind, Point> points = new ConcurrentHashMap<>();
    private final Counter requests;
    private final Histogram seconds;
    private final Counter refused;
    private final Counter dropped;
    private final Counter liveDropped;
    private final Gauge connections;

    HttpMetrics(PrometheusRegistry registry) {
        requests = Counter.builder()
                .name("raftd_http_requests")
                .help("Requests answered on the client port")
                .labelNames("route", "status")
                .register(registry);
        seconds = Histogram.builder()
                .name("raftd_http_request_seconds")
                .help("From the end of a request's headers to its answer")
                .labelNames("route")
                .classicOnly()
                .classicUpperBounds(0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
                .withoutExemplars()
                .register(registry);
        refused = Counter.builder()
                .name("raftd_http_connections_refused")
                .help("Connections closed because there were too many")
                .register(registry);
        dropped = Counter.builder()
                .name("raftd_http_stream_dropped")
                .help("Readys left out of streams whose clients were slow")
                .register(registry);
        liveDropped = Counter.builder()
                .name("raftd_http_live_frames_dropped")
                .help("Frames left out of live streams whose clients were slow")
                .register(registry);
        connections = Gauge.builder().name("raftd_http_connections").help("Connections open on the client port").register(registry);
    }

    void answered(String route, int status, long nanos) {
        Point point = points.computeIfAbsent(new Kind(route, status),
                k -> new Point(requests.labelValues(k.route, Integer.toString(k.status)), seconds.labelValues(k.route)));
        point.count.inc();
        point.seconds.observe(nanos / NANOS_PER_SECOND);
    }

    void connectionRefused() {
        refused.inc();
    }

    void connections(int delta) {
        connections.inc(delta);
    }

    void liveFrameDropped() {
        liveDropped.inc();
    }

    void streamDropped() {
        dropped.inc();
    }
}
