package dev.raftd.server.http;

import dev.raftd.api.ErrorCode;
import dev.raftd.server.replica.Failure;
import dev.raftd.server.replica.Requests;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// For whoever watches the member: is it fit to serve, and its figures.
final class HealthEndpoint {
    private static final byte[] HEALTHY = "{\"health\":true}".getBytes(StandardCharsets.US_ASCII);

    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final Requests requests;
    private final PrometheusRegistry registry;

    HealthEndpoint(Requests requests, PrometheusRegistry registry) {
        this.requests = requests;
        this.registry = registry;
    }

    void health(Request request, Exchange exchange) throws BadRequestException {
        request.query();
        Failure unfit = requests.unfit();
        if (unfit != null)
            exchange.problem(unfit.code(), unfit.detail());
        else if (requests.leader() == 0)
            exchange.problem(ErrorCode.NO_LEADER, "this member knows of no leader");
        else
            exchange.ok(Json.MEDIA_TYPE, HEALTHY);
    }

    /// Scrapers send parameters of their own: they are passed over.
    void metrics(Request request, Exchange exchange) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(16 << 10);
        try {
            writer.write(text, registry.scrape());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        exchange.ok(PrometheusTextFormatWriter.CONTENT_TYPE, text.toByteArray());
    }
}
