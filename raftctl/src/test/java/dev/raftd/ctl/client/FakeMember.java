package dev.raftd.ctl.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.raftd.api.ApiJson;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.Outcome;
import dev.raftd.api.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.jspecify.annotations.Nullable;

/// A member that answers as it is told: for `METHOD target` a list of answers, the last of which repeats.
public final class FakeMember implements AutoCloseable {
    private static final ObjectMapper JSON = ApiJson.strict();

    private final MockWebServer server = new MockWebServer();
    private final Map<String, List<MockResponse>> answers = new HashMap<>();
    private final Map<String, Runnable> watchers = new ConcurrentHashMap<>();
    private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();

    public FakeMember() {
        this(0);
    }

    public FakeMember(int port) {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request);
            }
        });
        try {
            server.start(InetAddress.getLoopbackAddress(), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized MockResponse answer(RecordedRequest request) {
        requests.add(request);
        watchers.getOrDefault(request.getTarget(), () -> {}).run();
        List<MockResponse> list = answers.get(request.getMethod() + " " + request.getTarget());
        if (list == null)
            return problem(Problem.of(ErrorCode.NOT_FOUND, "nothing at " + request.getTarget(), null, "r-0"));
        return list.size() == 1 ? list.getFirst() : list.removeFirst();
    }

    public synchronized FakeMember on(String request, MockResponse answer) {
        answers.computeIfAbsent(request, _ -> new ArrayList<>()).add(answer);
        return this;
    }

    public FakeMember on(String request, Record answer) {
        return on(request, new MockResponse.Builder().code(200).setHeader("Content-Type", "application/json").body(json(answer)).build());
    }

    public FakeMember refuse(String request, ErrorCode code, @Nullable Outcome outcome) {
        return on(request, problem(Problem.of(code, "told to refuse", outcome, "r-1")));
    }

    /// Takes the request and hangs up.
    public FakeMember hangUp(String request) {
        return on(request, new MockResponse.Builder().onResponseStart(SocketEffect.ShutdownConnection.INSTANCE).build());
    }

    /// Takes the request and says nothing.
    public FakeMember stall(String request) {
        return on(request, new MockResponse.Builder().headersDelay(1, TimeUnit.HOURS).build());
    }

    public FakeMember text(String request, int status, String type, String body) {
        return on(request, new MockResponse.Builder().code(status).setHeader("Content-Type", type).body(body).build());
    }

    private static MockResponse problem(Problem problem) {
        return new MockResponse.Builder().code(problem.status()).setHeader("Content-Type", Problem.MEDIA_TYPE).body(json(problem)).build();
    }

    public static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Does this when the target is asked for, before it answers.
    public void when(String target, Runnable action) {
        watchers.put(target, action);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getPort();
    }

    public Endpoint endpoint() {
        return new Endpoint(url());
    }

    public int port() {
        return server.getPort();
    }

    public List<RecordedRequest> requests() {
        return requests;
    }

    /// Where nobody listens.
    public static String nobody() {
        FakeMember member = new FakeMember();
        member.close();
        return member.url();
    }

    @Override
    public void close() {
        server.close();
    }
}
