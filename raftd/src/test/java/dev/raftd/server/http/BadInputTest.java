package dev.raftd.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/// Requests that must be refused, and how. None may reach the member, and none may leave a trace in the log.
class BadInputTest extends ServerTest {
    private static final String HOST = "Host: localhost\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger("dev.raftd")).addAppender(log);
        ((Logger) LoggerFactory.getLogger("io.netty")).addAppender(log);
    }

    @AfterEach
    void nothingHappened() {
        ((Logger) LoggerFactory.getLogger("dev.raftd")).detachAppender(log);
        ((Logger) LoggerFactory.getLogger("io.netty")).detachAppender(log);
        assertThat(log.list).filteredOn(e -> e.getThrowableProxy() != null).isEmpty();
    }

    private static Arguments get(String name, String headers, Integer... statuses) {
        return raw(name, "GET /v1/status HTTP/1.1\r\n" + headers + "\r\n", statuses);
    }

    private static Arguments put(String name, String headersAndBody, Integer... statuses) {
        return raw(name, "PUT /v1/kv/a HTTP/1.1\r\n" + HOST + headersAndBody, statuses);
    }

    private static Arguments raw(String name, String bytes, Integer... statuses) {
        return Arguments.of(name, bytes, List.of(statuses));
    }

    static Stream<Arguments> framing() {
        List<Arguments> all = new ArrayList<>();
        all.add(get("no host", "", 400));
        all.add(get("two hosts", HOST + HOST, 400));
        all.add(get("two different hosts", HOST + "Host: evil.example\r\n", 400));
        all.add(get("evil host", "Host: evil.example\r\n", 421));
        all.add(get("evil host with port", "Host: evil.example:2379\r\n", 421));
        all.add(get("loopback as a name's beginning", "Host: 127.0.0.1.evil.example\r\n", 421));
        all.add(get("empty host", "Host: \r\n", 400));
        all.add(get("host with a bad port", "Host: localhost:x\r\n", 400));
        all.add(get("host that never closes", "Host: [::1\r\n", 421));
        all.add(get("origin", HOST + "Origin: http://evil\r\n", 403));
        all.add(get("own origin", HOST + "Origin: http://localhost\r\n", 403));
        all.add(put("length and chunked", JSON + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400));
        all.add(put("chunked and length", JSON + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400));
        for (String length : List.of("+5", "0x5", "5,5", "5, 5", "-1", "5 5", "9223372036854775808", "99999999999999999999", "", "five",
                "\u0665"))
            all.add(put("Content-Length: " + length, JSON + "Content-Length: " + length + "\r\n\r\n12345", 400));
        all.add(put("two lengths", JSON + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n12345", 400));
        all.add(put("the same length twice", JSON + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n12345", 400));
        all.add(put("2 GiB announced", JSON + "Content-Length: 2147483648\r\n\r\n", 413));
        all.add(put("one byte too many announced", JSON + "Content-Length: 1572865\r\n\r\n", 413));
        all.add(put("200 kB of chunk extension",
                JSON + "Transfer-Encoding: chunked\r\n\r\n5;" + "x".repeat(200_000) + "\r\n12345\r\n0\r\n\r\n", 400));
        all.add(put("chunks without end",
                JSON + "Transfer-Encoding: chunked\r\n\r\n" + ("10000\r\n" + "x".repeat(65_536) + "\r\n").repeat(25),
                413));
        all.add(put("chunk size not a number", JSON + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400));
        all.add(put("negative chunk", JSON + "Transfer-Encoding: chunked\r\n\r\n-1\r\n", 400));
        all.add(put("chunk beyond 2^31", JSON + "Transfer-Encoding: chunked\r\n\r\nffffffff\r\n", 400));
        all.add(put("chunk longer than it says", JSON + "Transfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n0\r\n\r\n", 400));
        all.add(put("chunk lines ended by line feeds", JSON + "Transfer-Encoding: chunked\r\n\r\n1\nx\n0\n\n", 400));
        all.add(put("chunked twice", JSON + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 400));
        all.add(put("gzip, chunked", JSON + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400));
        all.add(put("identity", JSON + "Transfer-Encoding: identity\r\n\r\n", 400));
        all.add(put("xchunked", JSON + "Transfer-Encoding: xchunked\r\n\r\n", 400));
        all.add(put("an expectation unknown", JSON + "Expect: 200-ok\r\nContent-Length: 5\r\n\r\n", 400));
        all.add(get("65 headers", HOST + "X: y\r\n".repeat(64), 431));
        all.add(get("1000 headers", HOST + "X: y\r\n".repeat(1_000), 431));
        all.add(get("one header of 1 MB", HOST + "X: " + "y".repeat(1 << 20) + "\r\n", 431));
        all.add(get("a header name of 1 MB", HOST + "y".repeat(1 << 20) + ": x\r\n", 431));
        all.add(get("40 kB of headers", HOST + ("X: " + "y".repeat(4_000) + "\r\n").repeat(10), 431));
        all.add(get("folded", HOST + "X: y\r\n z\r\n", 400));
        all.add(get("folded with a tab", HOST + "X: y\r\n\tz\r\n", 400));
        all.add(get("folded at once", " X: y\r\n" + HOST, 400));
        all.add(get("space before the colon", HOST + "X : y\r\n", 400));
        all.add(get("no colon", HOST + "X\r\n", 400));
        all.add(get("no name", HOST + ": y\r\n", 400));
        all.add(get("NUL in a value", HOST + "X: a\0b\r\n", 400));
        all.add(get("NUL in a name", HOST + "X\0: ab\r\n", 400));
        all.add(get("escape in a value", HOST + "X: a\u001b[2Jb\r\n", 400));
        all.add(get("CR alone in a value", HOST + "X: a\rb\r\n", 400));
        all.add(get("LF alone", HOST + "X: y\n", 400));
        all.add(raw("LF after the request line", "GET /v1/status HTTP/1.1\n" + HOST + "\r\n", 400));
        all.add(raw("two spaces", "GET  /v1/status HTTP/1.1\r\n" + HOST + "\r\n", 400));
        all.add(raw("a tab", "GET\t/v1/status HTTP/1.1\r\n" + HOST + "\r\n", 400));
        all.add(raw("a space before", " GET /v1/status HTTP/1.1\r\n" + HOST + "\r\n", 400));
        all.add(raw("a space after", "GET /v1/status HTTP/1.1 \r\n" + HOST + "\r\n", 400));
        all.add(raw("no version", "GET /v1/status\r\n" + HOST + "\r\n", 400));
        all.add(raw("HTTP/1.0", "GET /v1/status HTTP/1.0\r\n" + HOST + "\r\n", 400));
        all.add(raw("HTTP/2.0", "GET /v1/status HTTP/2.0\r\n" + HOST + "\r\n", 400));
        all.add(raw("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400));
        all.add(raw("another protocol", "GET /v1/status SPDY/3\r\n" + HOST + "\r\n", 400));
        all.add(raw("no HTTP at all", "hello\r\n\r\n", 400));
        all.add(raw("empty lines", "\r\n\r\n\r\n\r\n", 400));
        all.add(raw("TLS ClientHello", "\u0016\u0003\u0001\u0002\0\u0001", 400));
        all.add(raw("bytes beyond ASCII in the target", "GET /v1/kv/\u00e9 HTTP/1.1\r\n" + HOST + "\r\n", 400));
        all.add(raw("method of bytes beyond ASCII", "\u00ff\u00fe / HTTP/1.1\r\n" + HOST + "\r\n", 400));
        all.add(raw("method of 10 kB", "M".repeat(10_000) + " / HTTP/1.1\r\n" + HOST + "\r\n", 400));
        all.add(raw("target of 10 kB", "GET /" + "x".repeat(10_000) + " HTTP/1.1\r\n" + HOST + "\r\n", 414));
        for (String method : List.of("TRACE", "CONNECT", "OPTIONS", "HEAD", "PATCH", "BREW", "get"))
            all.add(raw(method, method + " /v1/status HTTP/1.1\r\n" + HOST + "\r\n", 405));
        all.add(raw("CONNECT", "CONNECT localhost:80 HTTP/1.1\r\n" + HOST + "\r\n", 405));
        all.add(raw("OPTIONS *", "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n", 405));
        all.add(raw("absolute target", "GET http://evil.example/v1/status HTTP/1.1\r\n" + HOST + "\r\n", 404));
        all.add(raw("body where none belongs", "GET /v1/status HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nabc", 400));
        all.add(raw("nothing there", "GET /v2/status HTTP/1.1\r\n" + HOST + "\r\n", 404));
        all.add(raw("way up", "GET /v1/../v1/status HTTP/1.1\r\n" + HOST + "\r\n", 404));
        all.add(raw("wrong method", "POST /v1/kv/a HTTP/1.1\r\n" + HOST + "\r\n", 405));
        all.add(put("no content type", "Content-Length: 13\r\n\r\n{\"value\":\"1\"}", 415));
        for (String type : List.of("text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded",
                "application/json; charset=utf-16", "application/jsonx", ""))
            all.add(put("content type " + type, "Content-Type: " + type + "\r\nContent-Length: 13\r\n\r\n{\"value\":\"1\"}", 415));
        all.add(put("two content types", JSON + "Content-Type: text/plain\r\nContent-Length: 13\r\n\r\n{\"value\":\"1\"}", 400));
        all.add(put("gzip", JSON + "Content-Encoding: gzip\r\nContent-Length: 13\r\n\r\n{\"value\":\"1\"}", 415));
        return all.stream();
    }

    static Stream<Arguments> shortFraming() {
        return framing().filter(a -> ((String) a.get()[1]).length() < 2_000);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("framing")
    void isRefusedAndTheConnectionClosed(String name, String bytes, List<Integer> statuses) throws Exception {
        try (RawClient client = new RawClient(port)) {
            client.send(bytes.getBytes(StandardCharsets.ISO_8859_1));
            RawClient.Response response = client.response();
            assertThat(statuses).contains(response.status());
            if (!name.equals("HEAD"))
                assertThat(response.body()).contains("\"status\":" + response.status(), "\"requestId\":\"" + response.header("Request-Id"));
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(client.isClosed()).isTrue();
        }
        assertThat(requests.asked).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shortFraming")
    void isRefusedByteByByteToo(String name, String bytes, List<Integer> statuses) throws Exception {
        try (RawClient client = new RawClient(port)) {
            for (byte b : bytes.getBytes(StandardCharsets.ISO_8859_1))
                client.send(new byte[]{b});
            assertThat(statuses).contains(client.response().status());
        }
        assertThat(requests.asked).isEmpty();
    }

    private static Arguments body(String name, String json) {
        return Arguments.of(name, json.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<Arguments> bodies() {
        return Stream.of(body("empty object", "{}"), body("null value", "{\"value\":null}"), body("null", "null"), body("array", "[]"),
                body("text", "\"value\""), body("number as value", "{\"value\":1}"), body("unknown field", "{\"value\":\"1\",\"x\":1}"),
                body("the field twice", "{\"value\":\"1\",\"value\":\"2\"}"), body("trailing garbage", "{\"value\":\"1\"}x"),
                body("two objects", "{\"value\":\"1\"}{\"value\":\"1\"}"), body("cut off", "{\"value\":\"1\""),
                body("depth 10000", "{\"value\":".repeat(10_000)), body("arrays 10000 deep", "[".repeat(10_000)),
                body("deep inside", "{\"value\":{\"base64\":" + "[".repeat(10_000)), body("NaN", "{\"value\":NaN}"),
                body("1e400", "{\"value\":1e400}"), body("lone surrogate", "{\"value\":\"\\ud800\"}"),
                body("a million elements", "{\"value\":[" + "1,".repeat(500_000) + "1]}"), body("comment", "/**/{\"value\":\"1\"}"),
                body("single quotes", "{'value':'1'}"), body("line feed in a text", "{\"value\":\"\n\"}"),
                body("byte order mark", "\ufeff{\"value\":\"1\"}"), body("base64 that is not", "{\"value\":{\"base64\":\"$\"}}"),
                body("base64 and more", "{\"value\":{\"base64\":\"\",\"x\":1}}"),
                body("number of 1000 digits", "{\"value\":" + "1".repeat(1_100) + "}"),
                Arguments.of("UTF-16", "{\"value\":\"1\"}".getBytes(StandardCharsets.UTF_16BE)),
                Arguments.of("UTF-16LE", "{\"value\":\"1\"}".getBytes(StandardCharsets.UTF_16LE)),
                Arguments.of("not UTF-8", "{\"value\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1)),
                Arguments.of("overlong UTF-8", "{\"value\":\"\u00c0\u0080\"}".getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void aBodyThatIsNotWhatIsAskedForIsRefused(String name, byte[] body) throws Exception {
        for (String target : List.of("PUT /v1/kv/a", "POST /v1/members", "POST /v1/transfer"))
            try (RawClient client = new RawClient(port)) {
                client.send(target + " HTTP/1.1\r\n" + HOST + JSON + "Content-Length: " + body.length + "\r\n\r\n").send(body);
                RawClient.Response response = client.response();
                assertThat(response.status()).isEqualTo(400);
                assertThat(response.body()).contains("malformed_json").doesNotContain("jackson", "Exception", "dev.raftd");
            }
        assertThat(requests.asked).isEmpty();
    }

    static Stream<Arguments> targets() {
        return Stream.of(Arguments.of("PUT /v1/kv/", 400), Arguments.of("GET /v1/kv/", 400), Arguments.of("GET /v1/kv/%", 400),
                Arguments.of("GET /v1/kv/%4", 400), Arguments.of("GET /v1/kv/%zz", 400),
                Arguments.of("GET /v1/kv/" + "k".repeat(4_097), 413),
                Arguments.of("PUT /v1/kv/a?ifRevision=-1", 400), Arguments.of("PUT /v1/kv/a?ifRevision=18446744073709551616", 400),
                Arguments.of("PUT /v1/kv/a?ifRevision=9223372036854775808", 400), Arguments.of("PUT /v1/kv/a?ifRevision=", 400),
                Arguments.of("PUT /v1/kv/a?ifRevision=1&ifRevision=2", 400), Arguments.of("DELETE /v1/kv/a?ifRevision=x", 400),
                Arguments.of("GET /v1/kv/a?serializable=yes", 400), Arguments.of("GET /v1/kv/a?consistent=true", 400),
                Arguments.of("GET /v1/kv?limit=0", 400), Arguments.of("GET /v1/kv?limit=-5", 400),
                Arguments.of("GET /v1/kv?prefix=%z", 400),
                Arguments.of("GET /v1/log?from=5&to=3", 400), Arguments.of("GET /v1/log?from=x", 400),
                Arguments.of("GET /v1/log?to=9223372036854775808", 400), Arguments.of("GET /v1/ready?last=0", 400),
                Arguments.of("GET /v1/status?x", 400), Arguments.of("GET /v1/status?&", 400), Arguments.of("DELETE /v1/members/0", 400),
                Arguments.of("DELETE /v1/members/-1", 400), Arguments.of("DELETE /v1/members/x", 400),
                Arguments.of("DELETE /v1/members/", 400),
                Arguments.of("DELETE /v1/members/9223372036854775808", 400), Arguments.of("POST /v1/members/1/demote", 404),
                Arguments.of("POST /v1/members/1/2/promote", 404));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void aTargetThatIsNotWhatIsAskedForIsRefused(String methodAndTarget, int status) throws Exception {
        RawClient.Response response = ask(methodAndTarget, methodAndTarget.startsWith("PUT") ? "{\"value\":\"1\"}" : "");
        assertThat(response.status()).isEqualTo(status);
        assertThat(requests.asked).isEmpty();
    }

    static Stream<Arguments> memberBodies() {
        return Stream.of(Arguments.of("/v1/members", "{\"id\":0,\"peerUrl\":\"http://a:1\",\"learner\":false}"),
                Arguments.of("/v1/members", "{\"id\":-1,\"peerUrl\":\"http://a:1\",\"learner\":false}"),
                Arguments.of("/v1/members", "{\"id\":9223372036854775808,\"peerUrl\":\"http://a:1\",\"learner\":false}"),
                Arguments.of("/v1/members", "{\"id\":4.5,\"peerUrl\":\"http://a:1\",\"learner\":false}"),
                Arguments.of("/v1/members", "{\"id\":4,\"learner\":false}"),
                Arguments.of("/v1/members", "{\"id\":4,\"peerUrl\":null,\"learner\":false}"),
                Arguments.of("/v1/members", "{\"id\":4,\"peerUrl\":\"\",\"learner\":false}"),
                Arguments.of("/v1/members", "{\"id\":4,\"peerUrl\":\"ftp://a:1\",\"learner\":false}"),
                Arguments.of("/v1/members", "{\"id\":4,\"peerUrl\":\"http://a\",\"learner\":false}"),
                Arguments.of("/v1/members", "{\"id\":4,\"peerUrl\":\"http://a:0\",\"learner\":false}"),
                Arguments.of("/v1/members", "{\"id\":4,\"peerUrl\":\"http://a:65536\",\"learner\":false}"),
                Arguments.of("/v1/members", "{\"id\":4,\"peerUrl\":\"http://0.0.0.0:1\",\"learner\":false}"),
                Arguments.of("/v1/members", "{\"id\":4,\"peerUrl\":\"http://[::]:1\",\"learner\":false}"),
                Arguments.of("/v1/members", "{\"id\":4,\"peerUrl\":\"http://a:1/x\",\"learner\":false}"),
                Arguments.of("/v1/members", "{\"id\":4,\"peerUrl\":\"http://u@a:1\",\"learner\":false}"),
                Arguments.of("/v1/members", "{\"id\":4,\"peerUrl\":\"a b\",\"learner\":false}"), Arguments.of("/v1/transfer", "{\"to\":0}"),
                Arguments.of("/v1/transfer", "{\"to\":null}"), Arguments.of("/v1/transfer", "{}"));
    }

    @ParameterizedTest
    @MethodSource("memberBodies")
    void aMemberThatCannotBeIsRefused(String path, String body) throws Exception {
        assertThat(ask("POST " + path, body).status()).isEqualTo(400);
        assertThat(requests.asked).isEmpty();
    }

    @Test
    void theLargestKeyAndValueAreTaken() throws Exception {
        assertThat(ask("PUT /v1/kv/" + "k".repeat(4_096), "{\"value\":\"" + "v".repeat(1 << 20) + "\"}").status()).isEqualTo(200);
        assertThat(ask("PUT /v1/kv/a", "{\"value\":\"\"}").status()).isEqualTo(200);
        assertThat(ask("PUT /v1/kv/a", "{\"value\":\"" + "v".repeat((1 << 20) + 1) + "\"}").status()).isEqualTo(413);
    }

    static Stream<String> hosts() {
        return Stream.of("localhost", "LOCALHOST:2379", "127.0.0.1", "127.9.9.9:1", "[::1]:80", "raft-1.example", "RAFT-1.EXAMPLE:2379");
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void itsOwnNamesAreServed(String host) throws Exception {
        assertThat(RawClient.ask(port, "GET /health HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status()).isEqualTo(200);
    }

    @Test
    void whatIsUnusualButRightIsServed() throws Exception {
        String put = "PUT /v1/kv/a HTTP/1.1\r\nhOST:localhost\r\ncontent-type: Application/JSON; charset=\"UTF-8\"\r\n";
        String chunked = "Transfer-Encoding: Chunked\r\n\r\n6;a=b\r\n{\"valu\r\n7\r\ne\":\"1\"}\r\n0\r\n"
                + "Content-Length: 9\r\nAuthorization: x\r\n\r\n";
        assertThat(RawClient.ask(port, "\r\n" + put + chunked).status()).isEqualTo(200);
        String upgrade = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n";
        assertThat(RawClient.ask(port, upgrade).status()).isEqualTo(200);
        assertThat(ask("GET /metrics?name[]=x").status()).isEqualTo(200);
    }

    @Test
    void aBodyIsAskedForWithContinue() throws Exception {
        try (RawClient client = new RawClient(port)) {
            client.send("PUT /v1/kv/a HTTP/1.1\r\n" + HOST + JSON + "Content-Length: 13\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(100);
            client.send("{\"value\":\"1\"}");
            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @Test
    void anAnswerIsReadThoughTheBodyWasTooLarge() throws Exception {
        try (RawClient client = new RawClient(port)) {
            client.send("PUT /v1/kv/a HTTP/1.1\r\n" + HOST + JSON + "Content-Length: 8000000\r\n\r\n");
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    client.send(new byte[8_000_000]);
                } catch (IOException e) {
                    // The server has had enough.
                }
            });
            assertThat(client.response().status()).isEqualTo(413);
            writer.join();
        }
    }

    @Test
    void noiseClosesTheConnection() throws Exception {
        long seed = 20_261_122;
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++)
            try (RawClient client = new RawClient(port)) {
                byte[] noise = new byte[random.nextInt(1, i % 10 == 0 ? 65_536 : 200)];
                random.nextBytes(noise);
                client.send(noise);
                client.socket.shutdownOutput();
                assertThat(client.rest()).as("seed %d, round %d", seed, i).matches("(?s)|HTTP/1.1 4.*");
            }
        assertThat(requests.asked).isEmpty();
        assertThat(ask("GET /health").status()).isEqualTo(200);
    }

    @Test
    void mutatedRequestsAreAnsweredOrClosed() throws Exception {
        long seed = 20_261_123;
        Random random = new Random(seed);
        byte[] good = RawClient.request("PUT /v1/kv/key?ifRevision=0", "{\"value\":\"1\"}").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 2_000; i++)
            try (RawClient client = new RawClient(port)) {
                byte[] bytes = good.clone();
                for (int k = random.nextInt(1, 4); k > 0; k--)
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                client.send(bytes);
                client.socket.shutdownOutput();
                assertThat(client.rest()).as("seed %d, round %d", seed, i).matches("(?s)|HTTP/1.1 [24].*");
            }
        assertThat(ask("GET /health").status()).isEqualTo(200);
    }
}
