package dev.raftd.ctl.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.raftd.api.ApiJson;
import dev.raftd.api.NoDelaySocketFactory;
import dev.raftd.api.Paths;
import dev.raftd.api.Problem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.EventListener;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/// HTTP to any number of members, over kept connections.
public final class Transport implements AutoCloseable {
    static final int ANSWER_BYTES_MAX = 64 << 20;
    /// A member may have to write the file first, and may take that long.
    static final Duration DOWNLOAD_SILENCE = Duration.ofSeconds(90);
    private static final int PARTIAL_CONTENT = 206;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final @Nullable MediaType JSON = MediaType.parse("application/json");

    private final ObjectMapper mapper = ApiJson.lenient();
    private final ConnectionPool pool = new ConnectionPool();
    private final Map<Call, Track> calls = new ConcurrentHashMap<>();
    private @Nullable OkHttpClient plain;
    private @Nullable OkHttpClient secure;

    /// Tells how far a request came: only one whose first byte was never written certainly did nothing.
    private static final class Track extends EventListener {
        private volatile boolean connected;
        private volatile boolean sent;
        private volatile boolean answered;
        private volatile boolean givenUp;

        @Override
        public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
            connected = true;
        }

        @Override
        public void requestHeadersStart(Call call) {
            sent = true;
        }

        @Override
        public void responseHeadersEnd(Call call, Response response) {
            answered = true;
        }

        /// The member may have closed a kept connection just before we used it, which says nothing about the member.
        boolean mayHaveBeenStale() {
            return sent && !connected && !answered;
        }
    }

    public <T> Attempt<T> attempt(Endpoint endpoint, Request<T> request, Duration timeout) {
        if (request.safety() == Request.Safety.WRITE)
            pool.evictAll();
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        Track track = new Track();
        Attempt<T> attempt = exchange(endpoint, request, timeout, track);
        long leftNanos = deadlineNanos - System.nanoTime();
        boolean again = attempt instanceof Attempt.Lost && track.mayHaveBeenStale() && request.safety() != Request.Safety.WRITE
                && leftNanos > 0;
        return again ? exchange(endpoint, request, Duration.ofNanos(leftNanos), new Track()) : attempt;
    }

    private <T> Attempt<T> exchange(Endpoint endpoint, Request<T> request, Duration timeout, Track track) {
        Call call = call(endpoint, request, track);
        call.timeout().timeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
        calls.put(call, track);
        try (Response response = call.execute()) {
            return response.isSuccessful() ? answer(response, request.answer()) : refusal(response);
        } catch (IOException e) {
            if (track.givenUp)
                return new Attempt.GivenUp<>(track.sent);
            String reason = Reasons.of(e, timeout);
            return track.sent ? new Attempt.Lost<>(reason) : new Attempt.NotSent<>(reason);
        } finally {
            calls.remove(call);
        }
    }

    private Call call(Endpoint endpoint, Request<?> request, Track track) {
        okhttp3.Request.Builder builder = new okhttp3.Request.Builder().url(endpoint.url() + request.target())
                .method(request.method(), body(request)).tag(Track.class, track)
                // Not compressed: an answer is as large as it says, and loopback is fast.
                .header("Accept-Encoding", "identity").header("User-Agent", "raftctl");
        if (request.idempotencyKey() != null)
            builder.header(Paths.IDEMPOTENCY_KEY, request.idempotencyKey());
        return client(endpoint).newCall(builder.build());
    }

    private static @Nullable RequestBody body(Request<?> request) {
        if (request.body() != null)
            return RequestBody.create(request.body(), JSON);
        return request.method().equals("GET") ? null : RequestBody.EMPTY;
    }

    private <T> Attempt<T> answer(Response response, Class<T> type) throws IOException {
        byte[] body = bounded(response);
        if (type == Void.class)
            return new Attempt.Answered<>(nothing());
        try {
            T answer = mapper.readValue(body, type);
            String missing = answer == null ? "null" : Whole.missing(answer);
            return missing == null
                    ? new Attempt.Answered<>(answer)
                    : new Attempt.Lost<>(foreign(response) + " (" + missing + " is missing)");
        } catch (JsonProcessingException e) {
            return new Attempt.Lost<>(foreign(response));
        }
    }

    @SuppressWarnings({"NullAway", "unchecked"}) // the one value of type Void
    private static <T> T nothing() {
        return (T) null;
    }

    private <T> Attempt<T> refusal(Response response) throws IOException {
        try {
            Problem problem = mapper.readValue(bounded(response), Problem.class);
            return problem == null || Whole.missing(problem) != null
                    ? new Attempt.Lost<>(foreign(response))
                    : new Attempt.Refused<>(problem);
        } catch (JsonProcessingException e) {
            return new Attempt.Lost<>(foreign(response));
        }
    }

    private static byte[] bounded(Response response) throws IOException {
        BufferedSource source = response.body().source();
        if (source.request(ANSWER_BYTES_MAX + 1L))
            throw new IOException("the answer is larger than " + ANSWER_BYTES_MAX + " bytes");
        return source.readByteArray();
    }

    private static String foreign(Response response) {
        return "its answer (HTTP " + response.code() + ", " + response.header("Content-Type", "no type") + ") is not of this API";
    }

    /// Opens the stream of new Readys. There is no deadline for what it brings, only for its beginning.
    ReadyStream stream(Endpoint endpoint, Duration timeout) throws IOException, RequestException {
        Track track = new Track();
        Call call = call(endpoint, Request.read(Paths.READY_STREAM, Void.class), track);
        call.timeout().timeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
        Response response = open(call, track);
        call.timeout().clearTimeout();
        return new ReadyStream(mapper, response, () -> calls.remove(call), call);
    }

    /// Opens a download. It may last as long as it goes on.
    ///
    /// @param part    what is there of it, null if nothing
    /// @param timeout until it begins
    Download download(Endpoint endpoint, String target, Download.@Nullable Part part, Duration timeout)
            throws IOException, RequestException {
        Track track = new Track();
        OkHttpClient patient = client(endpoint).newBuilder().readTimeout(DOWNLOAD_SILENCE).build();
        okhttp3.Request.Builder request = call(endpoint, Request.read(target, Void.class), track).request().newBuilder();
        if (part != null)
            request.header("Range", "bytes=" + part.bytes() + "-").header("If-Range", part.tag());
        Call call = patient.newCall(request.build());
        call.timeout().timeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
        Response response = open(call, track);
        call.timeout().clearTimeout();
        long fromBytes = part != null && response.code() == PARTIAL_CONTENT ? part.bytes() : 0;
        long sizeBytes = fromBytes + response.body().contentLength();
        Download download = new Download(endpoint, response, fromBytes, sizeBytes, () -> calls.remove(call), call);
        if (sizeBytes >= fromBytes && isFrom(fromBytes, response))
            return download;
        download.close();
        throw new IOException(foreign(response));
    }

    private static boolean isFrom(long fromBytes, Response response) {
        return fromBytes == 0
                ? response.code() != PARTIAL_CONTENT
                : response.header("Content-Range", "").startsWith("bytes " + fromBytes + "-");
    }

    private Response open(Call call, Track track) throws IOException, RequestException {
        calls.put(call, track);
        try {
            Response response = call.execute();
            if (response.isSuccessful())
                return response;
            Attempt<Void> refusal = refusal(response);
            response.close();
            if (refusal instanceof Attempt.Refused<Void>(Problem problem))
                throw RequestException.refused(problem);
            throw new IOException(foreign(response));
        } catch (IOException | RequestException e) {
            calls.remove(call);
            throw e;
        }
    }

    byte[] json(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of the API have a JSON form", e);
        }
    }

    /// Gives up what is under way.
    public void cancelAll() {
        calls.forEach((call, track) -> {
            track.givenUp = true;
            call.cancel();
        });
    }

    private synchronized OkHttpClient client(Endpoint endpoint) {
        if (endpoint.isSecure())
            return secure = secure != null ? secure : builder().build();
        // Without TLS in its list OkHttp does not load the certificates of half the world.
        return plain = plain != null ? plain : builder().connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)).build();
    }

    private OkHttpClient.Builder builder() {
        return new OkHttpClient.Builder().connectionPool(pool).socketFactory(new NoDelaySocketFactory()).proxy(Proxy.NO_PROXY)
                .protocols(List.of(Protocol.HTTP_1_1)).followRedirects(false).retryOnConnectionFailure(false)
                .connectTimeout(CONNECT_TIMEOUT).readTimeout(Duration.ZERO).writeTimeout(Duration.ZERO)
                .eventListenerFactory(call -> {
                    Track track = call.request().tag(Track.class);
                    return track != null ? track : EventListener.NONE;
                });
    }

    /// Kept connections would keep the process alive for a while.
    @Override
    public void close() {
        cancelAll();
        pool.evictAll();
    }
}
