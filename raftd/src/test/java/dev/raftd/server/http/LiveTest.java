package dev.raftd.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.raftd.api.ApiJson;
import dev.raftd.api.LiveFrame;
import dev.raftd.server.http.HttpConfig.Counts;
import dev.raftd.server.http.HttpConfig.Limits;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class LiveTest extends ServerTest {
    private static final String GET = RawClient.request("GET /v1/live", "");
    private static final ObjectMapper JSON = ApiJson.strict();
    private static final Counts DEFAULT = Counts.DEFAULT;

    LiveTest() {
        super(new Limits(Limits.DEFAULT.sizes(), Limits.DEFAULT.times(),
                new Counts(DEFAULT.connectionsMax(), DEFAULT.connectionsPerAddressMax(), DEFAULT.headersMax(), DEFAULT.rangeKeysMax(),
                        DEFAULT.logEntriesMax(), DEFAULT.readysMax(), 2, DEFAULT.streamQueueMax(), DEFAULT.snapshotsMax(),
                        DEFAULT.proxiedMax(), DEFAULT.eventLoopThreads())));
    }

    private String asked() throws InterruptedException {
        return requests.asked.poll(RawClient.WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void awaitAsked(String what) throws InterruptedException {
        String next = asked();
        while (!what.equals(next)) {
            assertThat(next).isNotNull();
            next = asked();
        }
    }

    private static LiveFrame frame(String event) throws IOException {
        assertThat(event).startsWith("event: frame\ndata: ").endsWith("\n\n");
        return JSON.readValue(event.substring(event.indexOf('{')), LiveFrame.class);
    }

    @Test
    void framesComeWhileSomebodyWatchesAndTheMemberIsLeftAloneBeforeAndAfter() throws Exception {
        assertThat(requests.asked).isEmpty();
        try (RawClient client = new RawClient(port)) {
            RawClient.Response head = client.send(GET).response();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(head.header("Cache-Control")).isEqualTo("no-store");
            assertThat(asked()).isEqualTo("watch");
            LiveFrame first = frame(client.chunk());
            assertThat(first.status().role()).isEqualTo("StateLeader");
            assertThat(first.sent()).hasSize(1);
            assertThat(frame(client.chunk()).seq()).isEqualTo(first.seq() + 1);
        }
        awaitAsked("unwatch");
        assertThat(requests.asked).isEmpty();
    }

    @Test
    void allWhoWatchShareOneLook() throws Exception {
        try (RawClient a = new RawClient(port); RawClient b = new RawClient(port)) {
            a.send(GET).response();
            b.send(GET).response();
            LiveFrame seen = frame(b.chunk());
            LiveFrame other = frame(a.chunk());
            while (other.seq() < seen.seq())
                other = frame(a.chunk());
            assertThat(other).isEqualTo(seen);
        }
    }

    @Test
    void whereNothingChangesAFrameASecondSaysSo() throws Exception {
        requests.quiet = true;
        try (RawClient client = new RawClient(port)) {
            client.send(GET).response();
            LiveFrame first = frame(client.chunk());
            LiveFrame second = frame(client.chunk());
            assertThat(second.seq()).isGreaterThan(first.seq() + 1);
        }
        awaitAsked("unwatch");
    }

    @Test
    void aMemberThatDoesNotAnswerKeepsTheStreamOpen() throws Exception {
        requests.holds = true;
        try (RawClient client = new RawClient(port)) {
            client.send(GET).response();
            assertThat(client.chunk()).isEqualTo(": no news\n\n");
            requests.holds = false;
            requests.held.remove().run();
            assertThat(frame(client.chunk()).seq()).isEqualTo(1);
            assertThat(requests.held).isEmpty();
        }
    }

    @Test
    void aSlowClientLosesFramesAndIsToldHowMany() throws Exception {
        requests.dataDir = "x".repeat(2 << 20);
        try (RawClient client = new RawClient(port)) {
            client.send(GET).response();
            for (int i = 0; i < 30; i++)
                awaitAsked("live");
            String event = client.chunk();
            long seq = 0;
            while (event.startsWith("event: frame")) {
                seq = frame(event).seq();
                event = client.chunk();
            }
            assertThat(event).matches("event: dropped\ndata: \\{\"frames\":\\d+}\n\n");
            long left = Long.parseLong(event.replaceAll("\\D", ""));
            assertThat(frame(client.chunk()).seq()).isEqualTo(seq + left + 1);
        }
        assertThat(ask("GET /metrics").body()).containsPattern("raftd_http_live_frames_dropped_total [1-9]");
    }

    @Test
    void thoseWhoWatchAreLimited() throws Exception {
        try (RawClient a = new RawClient(port); RawClient b = new RawClient(port)) {
            assertThat(a.send(GET).response().status()).isEqualTo(200);
            assertThat(b.send(GET).response().status()).isEqualTo(200);
            assertThat(ask("GET /v1/live").body()).contains("\"code\":\"overloaded\"", "watched by at most 2");
        }
    }

    private RawClient.Response askFrom(String origin, String target) throws IOException {
        return RawClient.ask(port, target + " HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin + "\r\n\r\n");
    }

    @Test
    void pagesOfMembersMayReadWhatThereIsToWatch() throws Exception {
        String member = "http://127.0.0.1:2379";
        for (String path : new String[]{"/v1/live", "/v1/status"}) {
            RawClient.Response response = askFrom(member, "GET " + path);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(member);
            assertThat(response.header("Vary")).isEqualTo("origin");
        }
        RawClient.Response unknown = askFrom(member, "GET /v1/journey/nothing-is-here");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.header("Access-Control-Allow-Origin")).isEqualTo(member);
    }

    @Test
    void thePagesOwnScriptsAreServedToIt() throws Exception {
        assertThat(askFrom("http://localhost", "GET /ui/main.js").status()).isEqualTo(200);
        assertThat(askFrom("http://localhost:80", "GET /ui/main.js").status()).isEqualTo(403);
        assertThat(askFrom("http://127.0.0.1:2379", "GET /ui/main.js").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"GET /v1/kv/a, http://127.0.0.1:2379", "GET /v1/log, http://127.0.0.1:2379", "PUT /v1/status, http://127.0.0.1:2379",
            "GET /metrics, http://127.0.0.1:2379", "GET /v1/journeys, http://127.0.0.1:2379", "GET /v1/live, http://127.0.0.1:2380",
            "GET /v1/live, https://127.0.0.1:2379", "GET /v1/live, null", "GET /v1/status, http://localhost:2379",
            "GET /v1/live, 'http://127.0.0.1:2379, http://evil'", "GET /v1/live/, http://127.0.0.1:2379"})
    void allElseIsForNoOtherPage(String request, String origin) throws Exception {
        RawClient.Response response = askFrom(origin, request);
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.headers()).doesNotContainKey("access-control-allow-origin");
    }
}
