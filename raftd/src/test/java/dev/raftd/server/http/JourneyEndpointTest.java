package dev.raftd.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.raftd.api.ApiJson;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.Journey;
import dev.raftd.api.JourneyMember;
import dev.raftd.api.JourneyMissing;
import dev.raftd.api.JourneyPart;
import dev.raftd.api.JourneyStage;
import dev.raftd.api.Member;
import dev.raftd.api.MembersResponse;
import dev.raftd.server.replica.Failure;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Member 1 is asked, member 2 is another one that answers.
class JourneyEndpointTest extends ServerTest {
    private static final ObjectMapper JSON = ApiJson.strict();
    private static final JourneyPart SECOND = new JourneyPart(2, "follower", 7, 2, "EntryNormal", null, List.of(1L, 2L), List.of(), 5_000,
            List.of(new JourneyStage("append-received", 1, 3), new JourneyStage("appended", 0, 4)), List.of(), 0);

    private final FakeRequests secondRequests = new FakeRequests();
    private ClientServer second;

    @BeforeEach
    void startSecond() throws IOException {
        secondRequests.journey = SECOND;
        second = new ClientServer(new HttpConfig(2, "127.0.0.1", 0, Set.of()), secondRequests, new PrometheusRegistry());
        members("http://127.0.0.1:" + second.start());
    }

    private void members(String... others) {
        Member[] all = new Member[1 + others.length];
        all[0] = FakeRequests.MEMBER;
        for (int i = 0; i < others.length; i++) {
            all[i + 1] = new Member(i + 2, "http://127.0.0.1:2480", others[i].isEmpty() ? null : others[i], false, false);
        }
        requests.members = new MembersResponse("c-1", 7, List.of(all));
    }

    @AfterEach
    void stopSecond() {
        second.close();
    }

    private Journey journey(String query) throws IOException {
        RawClient.Response response = ask("GET /v1/journey/cluster?" + query);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return JSON.readValue(response.body(), Journey.class);
    }

    @Test
    void aMemberTellsItsPart() throws Exception {
        RawClient.Response response = ask("GET /v1/journey?index=7");
        assertThat(response.status()).isEqualTo(200);
        assertThat(JSON.readValue(response.body(), JourneyPart.class)).isEqualTo(FakeRequests.JOURNEY);
        ask("GET /v1/journey?key=a%2Fb");
        ask("GET /v1/journey?last=true");
        assertThat(requests.asked).containsExactly("journey At[index=7]", "journey OfKey[key=a/b]", "journey Last[]");
    }

    @Test
    void anEntryIsNamedInOneWay() throws Exception {
        for (String query : List.of("", "?index=0", "?index=x", "?last=false", "?index=1&last=true", "?key=k&index=1", "?term=1")) {
            assertThat(ask("GET /v1/journey" + query).body()).as(query).contains("invalid_argument");
            assertThat(ask("GET /v1/journey/cluster" + query).body()).as(query).contains("invalid_argument");
        }
        assertThat(requests.asked).isEmpty();
    }

    @Test
    void theOthersAreAskedForTheSameEntry() throws Exception {
        Journey journey = journey("last=true");
        assertThat(secondRequests.asked).containsExactly("journey At[index=7]");
        assertThat(journey.members()).extracting(JourneyMember::id).containsExactly(1L, 2L);
        assertThat(journey.missing()).isEmpty();
    }

    @Test
    void whoDoesNotAnswerIsNamed() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            members("http://127.0.0.1:1", "http://127.0.0.1:" + silent.getLocalPort(), "");
            List<JourneyMissing> missing = journey("index=7").missing();
            assertThat(missing).extracting(JourneyMissing::member).containsExactly(2L, 3L, 4L);
            assertThat(missing).extracting(JourneyMissing::reason).containsExactly("did not answer at http://127.0.0.1:1 within 1000 ms",
                    "did not answer at http://127.0.0.1:" + silent.getLocalPort() + " within 1000 ms",
                    "has not said yet where it serves clients");
        }
    }

    @Test
    void aMemberWithoutARecordSaysWhy() throws Exception {
        secondRequests.failure = Failure.notApplied(ErrorCode.JOURNEY_NOT_RECORDED, "entry 7 is not here");
        assertThat(journey("index=7").missing()).containsExactly(new JourneyMissing(2, "entry 7 is not here"));
    }

    @Test
    void whoAnswersAtAnothersUrlIsNotTakenForIt() throws Exception {
        secondRequests.journey = FakeRequests.JOURNEY;
        assertThat(journey("index=7").missing()).singleElement().extracting(JourneyMissing::reason).asString()
                .startsWith("is not who answers");
    }

    @Test
    void whatThisMemberNeverSawTheOthersMayHave() throws Exception {
        requests.failure = Failure.notApplied(ErrorCode.JOURNEY_NOT_RECORDED, "entry 7 is too old");
        requests.membersFail = false;
        Journey journey = journey("index=7");
        assertThat(journey.members()).extracting(JourneyMember::id).containsExactly(2L);
        assertThat(journey.missing()).containsExactly(new JourneyMissing(1, "entry 7 is too old"));
    }

    @Test
    void whatNobodyHasIsNotFound() throws Exception {
        requests.failure = Failure.notApplied(ErrorCode.JOURNEY_NOT_RECORDED, "entry 7 is too old");
        requests.membersFail = false;
        secondRequests.failure = requests.failure;
        RawClient.Response response = ask("GET /v1/journey/cluster?index=7");
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.body()).contains("journey_not_recorded", "entry 7 is too old; no other member");
        assertThat(ask("GET /v1/journey/cluster?key=k").body()).contains("journey_not_recorded");
    }

    @Test
    void anAnswerThatIsNoJourneyOfTheEntryIsToldAndEndsNothing() throws Exception {
        secondRequests.journey = new JourneyPart(2, "follower", 8, 2, "EntryNormal", null, List.of(), List.of(), 0, List.of(), List.of(),
                0);
        assertThat(journey("index=7").missing()).containsExactly(new JourneyMissing(2, "answered with another entry's journey"));
        assertThat(missingWith("500 X", "null")).isEqualTo("answered with 500 and no reason");
        assertThat(missingWith("200 OK", "null")).startsWith("is not who answers");
        String part = JSON.writeValueAsString(SECOND);
        assertThat(missingWith("200 OK", part)).isEmpty();
        assertThat(missingWith("200 OK", part.replace("\"append-received\"", "null"))).isEqualTo("answered with 200 and no journey");
        assertThat(missingWith("200 OK", part.replace("\"EntryNormal\"", "null"))).isEqualTo("answered with 200 and no journey");
    }

    private String missingWith(String status, String body) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            members("http://127.0.0.1:" + other.getLocalPort());
            Thread answering = Thread.ofVirtual().start(() -> answerOne(other, status, body));
            List<JourneyMissing> missing = journey("index=7").missing();
            answering.join();
            return missing.isEmpty() ? "" : missing.getFirst().reason();
        }
    }

    private static void answerOne(ServerSocket at, String status, String body) {
        try (Socket socket = at.accept()) {
            socket.getInputStream().read(new byte[8 << 10]);
            String head = "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What waited in a queue would be answered later than promised.
    @Test
    void whoIsAskedTooMuchAtOnceSaysSoInTime() throws Exception {
        int max = HttpConfig.Counts.DEFAULT.proxiedMax();
        try (ServerSocket silent = new ServerSocket(0, 4 * max, InetAddress.getLoopbackAddress())) {
            members("http://127.0.0.1:" + silent.getLocalPort());
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 2 * max; i++) {
                clients.add(new RawClient(port));
                clients.getLast().send(RawClient.request("GET /v1/journey/cluster?index=7", ""));
            }
            List<String> reasons = new ArrayList<>();
            for (RawClient client : clients) {
                reasons.add(JSON.readValue(client.response().body(), Journey.class).missing().getFirst().reason());
                client.close();
            }
            assertThat(reasons).filteredOn(r -> r.startsWith("did not answer")).hasSizeGreaterThanOrEqualTo(max);
            assertThat(reasons).filteredOn(r -> r.startsWith("was not asked")).isNotEmpty();
        }
    }
}
