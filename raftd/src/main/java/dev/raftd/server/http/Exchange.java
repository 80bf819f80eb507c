package dev.raftd.server.http;

import com.fasterxml.jackson.databind.ObjectWriter;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.Outcome;
import dev.raftd.api.Problem;
import dev.raftd.server.replica.Answer;
import dev.raftd.server.replica.Failure;
import dev.raftd.server.replica.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request's way to its one answer. Confined to the event loop, except for [#reply], [#later] and the methods that end in Later.
final class Exchange {
    static final AsciiString REQUEST_ID = AsciiString.cached("Request-Id");
    static final AsciiString CONTENT_TYPE_OPTIONS = AsciiString.cached("X-Content-Type-Options");
    static final AsciiString NOSNIFF = AsciiString.cached("nosniff");
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    /// What is likely to be over in a second.
    private static final Set<ErrorCode> PASSING = EnumSet.of(ErrorCode.OVERLOADED, ErrorCode.NO_LEADER, ErrorCode.LEADER_URL_UNKNOWN,
            ErrorCode.LEADER_CHANGED);
    private static final ObjectWriter PROBLEMS = Json.writer(Problem.class);

    private final Connection connection;
    private final String requestId;
    private final long startNanos = System.nanoTime();
    private String route = HttpMetrics.NO_ROUTE;
    private boolean changes;
    private boolean answered;
    private HttpHeaders headers = EmptyHttpHeaders.INSTANCE;

    Exchange(Connection connection, String requestId) {
        this.connection = connection;
        this.requestId = requestId;
    }

    void routed(Route to) {
        route = to.name();
        changes = !to.method().equals(HttpMethod.GET);
    }

    /// Adds a header to the answer.
    void header(CharSequence name, String value) {
        if (headers.isEmpty())
            headers = new DefaultHttpHeaders();
        headers.add(name, value);
    }

    HttpHeaders headers() {
        return headers;
    }

    /// A browser is to let a page of that origin read the answer, whatever it is.
    void readBy(@Nullable String origin) {
        if (origin != null) {
            header(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            header(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN.toString());
        }
    }

    String requestId() {
        return requestId;
    }

    String route() {
        return route;
    }

    long startNanos() {
        return startNanos;
    }

    /// A reply that writes the value, or the failure.
    <T> Reply<T> reply(ObjectWriter writer) {
        return reply(value -> json(writer, value));
    }

    /// A reply that lets the event loop make the answer of the value, or writes the failure.
    <T> Reply<T> reply(Consumer<T> ok) {
        return answer -> later(() -> {
            switch (answer) {
                case Answer.Ok<T>(T value) -> ok.accept(value);
                case Answer.Failed<T>(Failure failure) -> problem(failure.code(), failure.detail(), failure.outcome());
            }
        });
    }

    /// Lets the event loop do what serves the request. Any thread.
    void later(Runnable task) {
        connection.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                fault(e);
            }
        });
    }

    void json(ObjectWriter writer, Object value) {
        ok(Json.MEDIA_TYPE, Json.bytes(writer, value));
    }

    void ok(String mediaType, byte[] body) {
        if (connection.hasPlace(body.length))
            send(response(200, mediaType, body), false);
        else
            problem(ErrorCode.OVERLOADED, "clients are slow to take large answers, and too many wait for that");
    }

    /// Of a write too: nothing was done.
    void problem(ErrorCode code, String detail) {
        problem(code, detail, Outcome.NOT_APPLIED);
    }

    void problemLater(ErrorCode code, String detail, Outcome outcome) {
        connection.execute(() -> problem(code, detail, outcome));
    }

    /// Another member's answer.
    void relayLater(int status, String mediaType, byte[] body) {
        connection.execute(() -> send(response(status, mediaType, body), false));
    }

    private void problem(ErrorCode code, String detail, Outcome outcome) {
        send(problemResponse(code, detail, outcome), false);
    }

    /// The request as such was refused.
    ///
    /// @param last whether what follows on the connection cannot be trusted
    void refuse(BadRequestException e, boolean last) {
        FullHttpResponse response = problemResponse(e.code(), e.detail(), Outcome.NOT_APPLIED);
        if (!e.allow().isEmpty())
            response.headers().set(HttpHeaderNames.ALLOW, e.allow());
        send(response, last);
    }

    /// A fault of our own. What became of a write is not known.
    void fault(RuntimeException e) {
        LOG.error("request {} ({}) failed", requestId, route, e);
        if (!answered)
            send(problemResponse(ErrorCode.INTERNAL, "the member failed to serve this request", Outcome.UNKNOWN), true);
    }

    /// Instead of one answer, a stream.
    Connection.StreamOutput stream() {
        answered = true;
        return connection.streamOutput(this);
    }

    private FullHttpResponse problemResponse(ErrorCode code, String detail, Outcome outcome) {
        Problem problem = Problem.of(code, detail, changes ? outcome : null, requestId);
        FullHttpResponse response = response(code.httpStatus(), Problem.MEDIA_TYPE, Json.bytes(PROBLEMS, problem));
        if (PASSING.contains(code))
            response.headers().set(HttpHeaderNames.RETRY_AFTER, "1");
        return response;
    }

    private FullHttpResponse response(int status, String mediaType, byte[] body) {
        ByteBuf content = Unpooled.wrappedBuffer(body);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), content);
        response.headers()
                .add(headers)
                .set(HttpHeaderNames.CONTENT_TYPE, mediaType)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(REQUEST_ID, requestId)
                .set(CONTENT_TYPE_OPTIONS, NOSNIFF);
        return response;
    }

    private void send(FullHttpResponse response, boolean last) {
        if (answered)
            throw new IllegalStateException("request " + requestId + " is answered twice");
        answered = true;
        connection.answer(this, response, last);
    }
}
