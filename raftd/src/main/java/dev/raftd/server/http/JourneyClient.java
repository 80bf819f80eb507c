package dev.raftd.server.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.raftd.api.ApiJson;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.JourneyMissing;
import dev.raftd.api.JourneyPart;
import dev.raftd.api.Member;
import dev.raftd.api.NoDelaySocketFactory;
import dev.raftd.api.Paths;
import dev.raftd.api.Problem;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// Asks other members at their client URLs for their parts of a journey. Thread-safe; nobody waits.
final class JourneyClient {
    private static final ObjectReader PARTS = ApiJson.lenient().readerFor(JourneyPart.class);
    private static final ObjectReader PROBLEMS = ApiJson.lenient().readerFor(Problem.class);
    private static final long ANSWER_BYTES_MAX = 1 << 20;
    private static final long TIMEOUT_MILLIS = 1_000;

    private final int callsMax;
    private final OkHttpClient client;

    /// A part, or why there is none.
    sealed interface Told {
        record Part(JourneyPart part) implements Told {}

        record Missing(JourneyMissing missing) implements Told {}
    }

    JourneyClient(HttpConfig config) {
        callsMax = config.limits().counts().proxiedMax();
        Dispatcher dispatcher = new Dispatcher(Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("journey-", 0).factory()));
        dispatcher.setMaxRequests(callsMax);
        dispatcher.setMaxRequestsPerHost(callsMax);
        client = new OkHttpClient.Builder().dispatcher(dispatcher)
                .socketFactory(new NoDelaySocketFactory())
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                .followRedirects(false)
                .callTimeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .build();
    }

    /// Complete within a second or so, with a part or a reason.
    CompletableFuture<Told> ask(Member member, long index) {
        HttpUrl base = member.clientUrl() == null ? null : HttpUrl.parse(member.clientUrl());
        HttpUrl url = base == null ? null : base.resolve(Paths.JOURNEY + "?index=" + index);
        if (url == null)
            return CompletableFuture.completedFuture(missing(member, "has not said yet where it serves clients"));
        // what waits for its turn has no timeout yet
        if (client.dispatcher().runningCallsCount() + client.dispatcher().queuedCallsCount() >= callsMax)
            return CompletableFuture.completedFuture(missing(member, "was not asked: this member is asking too much at once"));
        CompletableFuture<Told> told = new CompletableFuture<>();
        client.newCall(new okhttp3.Request.Builder().url(url).build()).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException e) {
                told.complete(missing(member, "did not answer at " + member.clientUrl() + " within " + TIMEOUT_MILLIS + " ms"));
            }

            @Override
            public void onResponse(Call call, Response response) {
                told.complete(answered(member, index, response));
            }
        });
        return told;
    }

    private static Told missing(Member member, String reason) {
        return new Told.Missing(new JourneyMissing(member.id(), reason));
    }

    private static Told answered(Member member, long index, Response response) {
        try (response) {
            byte[] body = response.peekBody(ANSWER_BYTES_MAX).bytes();
            if (response.code() == 200) {
                return part(member, index, PARTS.readValue(body));
            }
            Problem problem = PROBLEMS.readValue(body);
            if (problem == null)
                return missing(member, "answered with " + response.code() + " and no reason");
            boolean unrecorded = ErrorCode.JOURNEY_NOT_RECORDED.toString().equals(problem.code());
            return missing(member, unrecorded ? problem.detail() : "refused: " + problem.code() + ", " + problem.detail());
        } catch (JacksonException e) {
            return missing(member, "answered with " + response.code() + " and no journey");
        } catch (IOException e) {
            return missing(member, "did not answer at " + member.clientUrl() + " to the end");
        }
    }

    private static Told part(Member member, long index, @Nullable JourneyPart part) {
        if (part == null || part.member() != member.id())
            return missing(member, "is not who answers at " + member.clientUrl());
        return part.index() == index ? new Told.Part(part) : missing(member, "answered with another entry's journey");
    }

    void close() {
        client.dispatcher().cancelAll();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
