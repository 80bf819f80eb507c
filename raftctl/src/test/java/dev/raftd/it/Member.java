package dev.raftd.it;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.raftd.api.ApiJson;
import dev.raftd.api.Paths;
import dev.raftd.api.StatusResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One `raftd` process that can be killed and started again on the same data.
public final class Member implements AutoCloseable {
    public static final ObjectMapper JSON = ApiJson.lenient();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    public final long id;
    public final String clientUrl;
    private final Path log;
    private final List<String> command;
    private final Map<String, String> environment;
    private @Nullable Process process;

    /// @param how `--peers ...` or `--join ...`, with its value
    Member(long id, String peerUrl, int clientPort, Path dir, String... how) {
        this(id, "http://127.0.0.1:" + clientPort, dir.resolve("raftd-" + id + ".log"), new ArrayList<>(), Map.of());
        command.addAll(Dist.command("raftd", "start", "--id", Long.toString(id), "--listen-client", clientUrl, "--listen-peer", peerUrl,
                "--data-dir", dir.resolve("node-" + id).toString()));
        command.addAll(List.of(how));
    }

    /// @param command     the whole of it
    /// @param environment beyond what this process has
    public Member(long id, String clientUrl, Path log, List<String> command, Map<String, String> environment) {
        this.id = id;
        this.clientUrl = clientUrl;
        this.log = log;
        this.command = command;
        this.environment = environment;
    }

    public void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /// SIGKILL, and the process is gone when this returns.
    public void kill() {
        running().destroyForcibly().onExit().join();
        process = null;
    }

    /// SIGTERM; the exit status.
    public int stop() throws InterruptedException, IOException {
        Process p = running();
        p.destroy();
        if (!p.waitFor(30, TimeUnit.SECONDS))
            throw new AssertionError("member " + id + " did not stop: " + output());
        process = null;
        return p.exitValue();
    }

    /// The status with which it ends by itself.
    int awaitExit() throws InterruptedException, IOException {
        if (!running().waitFor(60, TimeUnit.SECONDS))
            throw new AssertionError("member " + id + " did not end: " + output());
        int status = running().exitValue();
        process = null;
        return status;
    }

    @Override
    public void close() {
        if (isRunning())
            kill();
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    public long pid() {
        return running().pid();
    }

    /// Runs something when the present process ends.
    public void onEnd(Runnable what) {
        running().onExit().thenRun(what);
    }

    /// How it ended by itself; null while it runs, and after [#kill] and [#stop].
    public @Nullable Integer exitStatus() {
        return process == null || process.isAlive() ? null : Integer.valueOf(process.exitValue());
    }

    public String output() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private Process running() {
        if (process == null)
            throw new IllegalStateException("member " + id + " is not running");
        return process;
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    public <T> T get(String path, Class<T> type) throws IOException, InterruptedException {
        HttpResponse<String> response = get(path);
        if (response.statusCode() != 200)
            throw new IOException("GET " + path + " on member " + id + ": " + response.body());
        return JSON.readValue(response.body(), type);
    }

    public StatusResponse status() throws IOException, InterruptedException {
        return get(Paths.STATUS, StatusResponse.class);
    }

    public HttpResponse<String> put(String key, String value, String idempotencyKey) throws IOException, InterruptedException {
        String body = "{\"value\":\"" + value + "\"}";
        return send(request(Paths.KV + "/" + key).header("Content-Type", "application/json")
                .header(Paths.IDEMPOTENCY_KEY, idempotencyKey).PUT(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    public HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    public HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json").DELETE().build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(clientUrl + path)).timeout(Duration.ofSeconds(10));
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
