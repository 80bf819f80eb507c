package dev.raftd.server.http;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.NoDelaySocketFactory;
import dev.raftd.api.Outcome;
import dev.raftd.api.Paths;
import dev.raftd.api.Problem;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// Passes a request on to the leader's client URL and its answer back. Thread-safe.
final class LeaderProxy {
    private static final long ANSWER_BYTES_MAX = 1 << 20;
    private static final MediaType JSON = MediaType.get(Json.MEDIA_TYPE);

    private final long id;
    private final int proxiedMax;
    private final OkHttpClient client;

    LeaderProxy(HttpConfig config) {
        id = config.id();
        proxiedMax = config.limits().counts().proxiedMax();
        Dispatcher dispatcher = new Dispatcher(Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("leader-proxy-", 0).factory()));
        dispatcher.setMaxRequestsPerHost(proxiedMax);
        client = new OkHttpClient.Builder().dispatcher(dispatcher)
                .socketFactory(new NoDelaySocketFactory())
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .callTimeout(config.limits().times().proxyMillis(), TimeUnit.MILLISECONDS)
                .build();
    }

    /// @param leaderUrl where it serves clients, null if that is not known
    void forward(Request request, Exchange exchange, long leader, @Nullable String leaderUrl) {
        HttpUrl base = leaderUrl == null ? null : HttpUrl.parse(leaderUrl);
        HttpUrl url = base == null ? null : base.resolve(request.target());
        if (url == null)
            exchange.problem(ErrorCode.LEADER_URL_UNKNOWN,
                    "member " + Long.toUnsignedString(leader) + " leads, and this member does not know yet where it serves clients");
        else if (client.dispatcher().runningCallsCount() >= proxiedMax)
            exchange.problem(ErrorCode.OVERLOADED, "too many requests are being passed on to the leader");
        else
            client.newCall(forwarded(request, url)).enqueue(new Relay(exchange));
    }

    private okhttp3.Request forwarded(Request request, HttpUrl url) {
        boolean hasBody = !HttpMethod.DELETE.equals(request.method());
        boolean isJson = request.headers().contains(HttpHeaderNames.CONTENT_TYPE);
        RequestBody body = hasBody ? RequestBody.create(request.body(), isJson ? JSON : null) : null;
        return new okhttp3.Request.Builder().url(url)
                .method(request.method().name(), body)
                .header(Paths.FORWARDED_BY, Long.toUnsignedString(id))
                .build();
    }

    void close() {
        client.dispatcher().cancelAll();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    private record Relay(Exchange exchange) implements Callback {
        @Override
        public void onFailure(Call call, IOException e) {
            if (e instanceof ConnectException)
                exchange.problemLater(ErrorCode.NO_LEADER, "the leader cannot be reached", Outcome.NOT_APPLIED);
            else
                exchange.problemLater(ErrorCode.CHANGE_UNKNOWN, "the leader did not answer", Outcome.UNKNOWN);
        }

        @Override
        public void onResponse(Call call, Response response) {
            try (response) {
                byte[] body = response.peekBody(ANSWER_BYTES_MAX).bytes();
                String mediaType = response.header("Content-Type", "");
                if (Json.MEDIA_TYPE.equals(mediaType) || Problem.MEDIA_TYPE.equals(mediaType))
                    exchange.relayLater(response.code(), mediaType, body);
                else
                    exchange.problemLater(ErrorCode.INTERNAL, "the leader's answer is not understood", Outcome.UNKNOWN);
            } catch (IOException e) {
                onFailure(call, e);
            }
        }
    }
}
