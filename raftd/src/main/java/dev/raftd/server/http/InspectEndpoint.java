package dev.raftd.server.http;

import com.fasterxml.jackson.databind.ObjectWriter;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.Evidence;
import dev.raftd.api.LogResponse;
import dev.raftd.api.ReadyResponse;
import dev.raftd.api.StatusResponse;
import dev.raftd.server.replica.Requests;

/// Looks inside: status, log, Readys.
final class InspectEndpoint {
    private static final int READYS_DEFAULT = 20;

    private final ObjectWriter statuses = Json.writer(StatusResponse.class);
    private final ObjectWriter evidences = Json.writer(Evidence.class);
    private final ObjectWriter logs = Json.writer(LogResponse.class);
    private final ObjectWriter readyLists = Json.writer(ReadyResponse.class);
    private final Requests requests;
    private final HttpConfig.Counts counts;
    private final HttpMetrics metrics;
    private final Places streams;

    InspectEndpoint(Requests requests, HttpConfig.Counts counts, HttpMetrics metrics) {
        this.requests = requests;
        this.counts = counts;
        this.metrics = metrics;
        streams = new Places(counts.streamsMax());
    }

    void status(Request request, Exchange exchange) throws BadRequestException {
        request.query();
        requests.status(exchange.reply(statuses));
    }

    void why(Request request, Exchange exchange) throws BadRequestException {
        requests.why(request.query("index").number("index", 0, 0), exchange.reply(evidences));
    }

    void log(Request request, Exchange exchange) throws BadRequestException {
        Query query = request.query("from", "to", "limit");
        long from = query.number("from", 0, 0);
        long to = query.number("to", 0, 0);
        if (to > 0 && from > to)
            throw BadRequestException.invalid("from is beyond to");
        requests.log(from, to, query.limit("limit", counts.logEntriesMax()), exchange.reply(logs));
    }

    void readys(Request request, Exchange exchange) throws BadRequestException {
        long last = request.query("last").number("last", READYS_DEFAULT, 1);
        int count = (int) Math.min(last, counts.readysMax());
        exchange.json(readyLists, new ReadyResponse(requests.lastReadys(count)));
    }

    void stream(Request request, Exchange exchange) throws BadRequestException {
        request.query();
        if (!streams.take()) {
            exchange.problem(ErrorCode.OVERLOADED, "a member serves at most " + streams.max() + " streams at once");
            return;
        }
        ReadyStream stream = new ReadyStream(exchange.stream(), counts.streamQueueMax(), metrics, streams::leave);
        stream.start(requests);
    }
}
