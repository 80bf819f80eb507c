package dev.raftd.it.campaign;

import com.fasterxml.jackson.core.JacksonException;
import dev.raftd.api.ApiJson;
import dev.raftd.api.Bytes;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.GetResponse;
import dev.raftd.api.Paths;
import dev.raftd.api.Problem;
import dev.raftd.api.PutRequest;
import dev.raftd.api.RangeResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.server.check.Outcome;
import dev.raftd.server.check.Request;
import dev.raftd.server.kv.Command;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sends a request to a member, and tells what the answer, or that there is none, means. Thread-safe.
final class Client {
    private static final ObjectMapper JSON = ApiJson.lenient();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Pattern KEY_REVISION = Pattern.compile("revision is (\\d+)");
    private static final Pattern STORE_REVISION = Pattern.compile("at revision (\\d+)");

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT).build();
    private final Duration timeout;

    Client(Duration timeout) {
        this.timeout = timeout;
    }

    /// The same, written down.
    Outcome send(Host host, Ledger ledger, long process, Request request) throws InterruptedException {
        int operation = ledger.begin(process, request);
        Outcome outcome = send(host, request);
        ledger.end(operation, outcome);
        return outcome;
    }

    /// @throws UnexpectedAnswerException no correct member says that
    Outcome send(Host host, Request request) throws InterruptedException {
        HttpResponse<String> response;
        try {
            response = http.send(http(host, request), HttpResponse.BodyHandlers.ofString());
        } catch (ConnectException e) {
            return new Outcome.NotApplied(); // nothing left this process
        } catch (IOException e) {
            return unanswered(request);
        }
        try {
            return response.statusCode() == 200 ? told(request, response.body()) : problem(request, response);
        } catch (JacksonException e) {
            throw new UnexpectedAnswerException(host + " answered " + request + ": " + response.body());
        }
    }

    /// A read without an answer says nothing, and did nothing.
    private static Outcome unanswered(Request request) {
        return request instanceof Request.Write ? new Outcome.Unknown() : new Outcome.NotApplied();
    }

    private HttpRequest http(Host host, Request request) {
        return switch (request) {
            case Request.Write w -> write(host, w);
            case Request.Get g -> builder(host, "/" + g.key() + (g.serializable() ? "?serializable=true" : "")).GET().build();
            case Request.Range r -> builder(host, "?prefix=" + r.prefix() + "&limit=" + r.limit()
                    + (r.after() == null ? "" : "&after=" + r.after()) + (r.serializable() ? "&serializable=true" : "")).GET().build();
        };
    }

    private HttpRequest write(Host host, Request.Write write) {
        HttpRequest.Builder builder = switch (write.command()) {
            case Command.Put c -> builder(host, "/" + c.key() + condition(c.ifRevision())).header("Content-Type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofString(json(new PutRequest(c.value()))));
            case Command.Delete c -> builder(host, "/" + c.key() + condition(c.ifRevision())).header("Content-Type", "application/json")
                    .DELETE();
            case Command.Announce c -> throw new IllegalArgumentException("clients announce nothing");
        };
        if (write.idempotencyKey() != null)
            builder.header(Paths.IDEMPOTENCY_KEY, write.idempotencyKey().toString());
        return builder.build();
    }

    private static String condition(long ifRevision) {
        return ifRevision == Command.UNCONDITIONAL ? "" : "?ifRevision=" + ifRevision;
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private HttpRequest.Builder builder(Host host, String rest) {
        return HttpRequest.newBuilder(URI.create(host.place.clientUrl() + Paths.KV + rest)).timeout(timeout);
    }

    private static Outcome told(Request request, String body) throws JacksonException {
        return switch (request) {
            case Request.Write w -> {
                WriteResponse r = JSON.readValue(body, WriteResponse.class);
                yield new Outcome.Written(r.index(), r.term(), r.revision(), r.existed());
            }
            case Request.Get g -> {
                GetResponse r = JSON.readValue(body, GetResponse.class);
                yield new Outcome.Got(r.index(), r.revision(), r.kv());
            }
            case Request.Range q -> {
                RangeResponse r = JSON.readValue(body, RangeResponse.class);
                yield new Outcome.Ranged(r.index(), r.revision(), r.kvs(), r.more());
            }
        };
    }

    private static Outcome problem(Request request, HttpResponse<String> response) throws JacksonException {
        Problem problem = JSON.readValue(response.body(), Problem.class);
        if (problem.code().equals(ErrorCode.KEY_NOT_FOUND.toString()) && request instanceof Request.Get)
            return new Outcome.Got(Outcome.NO_INDEX, number(STORE_REVISION, problem.detail(), Outcome.NO_REVISION), null);
        if (problem.code().equals(ErrorCode.COMPARE_FAILED.toString()) && request instanceof Request.Write)
            return new Outcome.CompareFailed(Outcome.NO_INDEX, number(KEY_REVISION, problem.detail(), 0));
        boolean state = response.statusCode() > 500 || response.statusCode() == 410; // the member's or the cluster's, not the request's
        if (!state)
            throw new UnexpectedAnswerException(request + " was answered " + response.statusCode() + " " + response.body());
        boolean refused = problem.outcome() == dev.raftd.api.Outcome.NOT_APPLIED;
        return refused ? new Outcome.NotApplied() : unanswered(request);
    }

    private static long number(Pattern pattern, String text, long otherwise) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : otherwise;
    }

    static Request.Range range(Bytes prefix, boolean serializable) {
        return new Request.Range(prefix, null, RANGE_KEYS_MAX, serializable);
    }

    private static final int RANGE_KEYS_MAX = 1000;

    /// An answer that no fault excuses.
    static final class UnexpectedAnswerException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnexpectedAnswerException(String message) {
            super(message);
        }
    }
}
