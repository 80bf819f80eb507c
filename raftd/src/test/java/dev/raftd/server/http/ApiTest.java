package dev.raftd.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.raftd.api.ChangePreview;
import dev.raftd.api.ApiJson;
import dev.raftd.api.Bytes;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.GetResponse;
import dev.raftd.api.KeyValue;
import dev.raftd.api.Outcome;
import dev.raftd.api.Problem;
import dev.raftd.api.RangeResponse;
import dev.raftd.api.StatusResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.server.replica.Failure;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiTest extends ServerTest {
    private static final ObjectMapper JSON = ApiJson.strict();

    private Problem problem(RawClient.Response response) throws IOException {
        assertThat(response.header("Content-Type")).isEqualTo(Problem.MEDIA_TYPE);
        Problem problem = JSON.readValue(response.body(), Problem.class);
        assertThat(problem.status()).isEqualTo(response.status());
        assertThat(problem.requestId()).isEqualTo(response.header("Request-Id"));
        return problem;
    }

    @Test
    void aKeyIsPutReadAndDeleted() throws Exception {
        RawClient.Response put = ask("PUT /v1/kv/a", "{\"value\":\"one\"}");
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.header("Content-Type")).isEqualTo("application/json");
        assertThat(put.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(JSON.readValue(put.body(), WriteResponse.class)).isEqualTo(new WriteResponse(1, 1, 1, false));

        GetResponse got = JSON.readValue(ask("GET /v1/kv/a").body(), GetResponse.class);
        assertThat(got).isEqualTo(new GetResponse(1, 1, new KeyValue(Bytes.utf8("a"), Bytes.utf8("one"), 1, 1, 1)));

        assertThat(JSON.readValue(ask("DELETE /v1/kv/a").body(), WriteResponse.class)).isEqualTo(new WriteResponse(2, 1, 2, true));
        RawClient.Response gone = ask("GET /v1/kv/a");
        assertThat(gone.status()).isEqualTo(404);
        assertThat(problem(gone).code()).isEqualTo("key_not_found");
        assertThat(problem(gone).outcome()).isNull();
    }

    @Test
    void keysAndValuesAreBytes() throws Exception {
        RawClient.Response put = ask("PUT /v1/kv/a%2Fb/c%00%ff+", "{\"value\":{\"base64\":\"/wA=\"}}");
        assertThat(put.body()).contains("\"revision\":1");
        KeyValue kv = requests.root().get(Bytes.of(new byte[]{'a', '/', 'b', '/', 'c', 0, -1, '+'}));
        assertThat(kv).isNotNull();
        assertThat(kv.value().array()).containsExactly(-1, 0);
        assertThat(ask("GET /v1/kv/a/b%2fc%00%FF%2B").body()).contains("\"value\":{\"base64\":\"/wA=\"}");
    }

    @Test
    void conditionsIdempotencyAndKindOfReadArePassedOn() throws Exception {
        ask("PUT /v1/kv/a?ifRevision=0", "{\"value\":\"1\"}");
        RawClient.Response refused = ask("PUT /v1/kv/a?ifRevision=0", "{\"value\":\"2\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(problem(refused).outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(ask("DELETE /v1/kv/a?ifRevision=1").status()).isEqualTo(200);
        ask("GET /v1/kv/a?serializable=true");
        RawClient.ask(port, "DELETE /v1/kv/a HTTP/1.1\r\nHost: localhost\r\nIdempotency-Key: k1\r\n\r\n");
        assertThat(requests.asked).containsExactly("write null", "write null", "write null", "read true", "write k1");
    }

    @Test
    void aRangeIsPaged() throws Exception {
        for (int i = 0; i < 5; i++)
            ask("PUT /v1/kv/p%2F" + i, "{\"value\":\"" + i + "\"}");
        ask("PUT /v1/kv/q", "{\"value\":\"q\"}");
        RangeResponse page = JSON.readValue(ask("GET /v1/kv?prefix=p%2F&after=p/1&limit=2").body(), RangeResponse.class);
        assertThat(page.kvs()).extracting(kv -> kv.key().toString()).containsExactly("p/2", "p/3");
        assertThat(page.more()).isTrue();
        page = JSON.readValue(ask("GET /v1/kv?prefix=p%2F&after=p/3&limit=5000&serializable=true").body(), RangeResponse.class);
        assertThat(page.kvs()).extracting(kv -> kv.key().toString()).containsExactly("p/4");
        assertThat(page.more()).isFalse();
        assertThat(JSON.readValue(ask("GET /v1/kv").body(), RangeResponse.class).kvs()).hasSize(6);
    }

    @Test
    void aPageHasAtMostItsBytes() throws Exception {
        String value = "{\"value\":\"" + "x".repeat(1 << 20) + "\"}";
        for (int i = 0; i < 6; i++)
            assertThat(ask("PUT /v1/kv/" + i, value).status()).isEqualTo(200);
        RangeResponse page = JSON.readValue(ask("GET /v1/kv").body(), RangeResponse.class);
        assertThat(page.kvs()).hasSize(3);
        assertThat(page.more()).isTrue();
    }

    @Test
    void membersAreListedAndChangedAtTheLeader() throws Exception {
        assertThat(ask("GET /v1/members").body()).isEqualTo(JSON.writeValueAsString(FakeRequests.MEMBERS));
        assertThat(ask("POST /v1/members", "{\"id\":4,\"peerUrl\":\"http://10.0.0.4:2380\",\"learner\":true}").status()).isEqualTo(200);
        assertThat(ask("POST /v1/members/4/promote").status()).isEqualTo(200);
        assertThat(ask("DELETE /v1/members/9223372036854775807").status()).isEqualTo(200);
        assertThat(ask("POST /v1/transfer", "{\"to\":2}").body()).isEqualTo("{\"leader\":2,\"term\":4}");
        assertThat(requests.asked).containsExactly("members", "add member 4 at http://10.0.0.4:2380 as a learner", "promote member 4",
                "remove member 9223372036854775807",
                "transfer 2");
    }

    @Test
    void changesOfTheMembershipAreForcedAndPreviewed() throws Exception {
        String add = "{\"id\":4,\"peerUrl\":\"http://10.0.0.4:2380\",\"learner\":false}";
        String replace = "{\"id\":4,\"peerUrl\":\"http://10.0.0.4:2380\"}";
        assertThat(ask("POST /v1/members?force=true", add).status()).isEqualTo(200);
        assertThat(ask("POST /v1/members/3/replace", replace).status()).isEqualTo(200);
        assertThat(ask("DELETE /v1/members/2?force=true&dryRun=false").status()).isEqualTo(200);
        ChangePreview preview = JSON.readValue(ask("DELETE /v1/members/2?dryRun=true").body(), ChangePreview.class);
        assertThat(preview.change()).isEqualTo("remove member 2");
        assertThat(ask("POST /v1/members/3/replace?dryRun=true&force=true", replace).status()).isEqualTo(200);
        assertThat(ask("POST /v1/members/4/promote?dryRun=true").status()).isEqualTo(200);
        assertThat(requests.asked).containsExactly("add member 4 at http://10.0.0.4:2380 by force",
                "replace member 3 by member 4 at http://10.0.0.4:2380", "remove member 2 by force", "preview: remove member 2",
                "preview: replace member 3 by member 4 at http://10.0.0.4:2380", "preview: promote member 4");
        assertThat(ask("DELETE /v1/members/2?force=perhaps").body()).contains("force is true or false");
        assertThat(ask("DELETE /v1/members/2?now=true").body()).contains("the parameters here are dryRun, force");
        assertThat(ask("POST /v1/members/3/replace", add).body()).contains("malformed_json");
        assertThat(ask("POST /v1/members/0/replace", replace).status()).isEqualTo(400);
    }

    @Test
    void theMemberIsInspected() throws Exception {
        assertThat(JSON.readValue(ask("GET /v1/status").body(), StatusResponse.class).role()).isEqualTo("StateLeader");
        assertThat(ask("GET /v1/log?from=3&to=9&limit=2").body()).contains("\"text\":\"put a\"");
        assertThat(ask("GET /v1/log").status()).isEqualTo(200);
        assertThat(ask("GET /v1/ready").body()).contains("\"seq\":5");
        assertThat(ask("GET /v1/ready?last=99999").status()).isEqualTo(200);
        assertThat(requests.asked).containsExactly("status", "log 3 9 2", "log 0 0 1000", "readys 20", "readys 1000");
    }

    @Test
    void healthIsWhetherThereIsALeaderAndTheMemberServes() throws Exception {
        assertThat(ask("GET /health").body()).isEqualTo("{\"health\":true}");
        requests.leader = 0;
        RawClient.Response ill = ask("GET /health");
        assertThat(ill.status()).isEqualTo(503);
        assertThat(ill.header("Retry-After")).isEqualTo("1");
        assertThat(problem(ill).code()).isEqualTo("no_leader");
        requests.unfit = Failure.notApplied(ErrorCode.STATE_DIFFERS, "the store of this member is another one");
        Problem unfit = problem(ask("GET /health"));
        assertThat(unfit.status()).isEqualTo(503);
        assertThat(unfit.code()).isEqualTo("state_differs");
        assertThat(unfit.next()).contains("replace this one");
    }

    @Test
    void metricsAreServedAsText() throws Exception {
        ask("GET /v1/status");
        RawClient.Response metrics = ask("GET /metrics");
        assertThat(metrics.header("Content-Type")).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body()).contains("raftd_http_requests_total{route=\"status\",status=\"200\"} 1.0",
                "raftd_http_request_seconds_count{route=\"status\"} 1");
    }

    @ParameterizedTest
    @CsvSource({"OVERLOADED,NOT_APPLIED,1", "NO_LEADER,NOT_APPLIED,1", "TIMEOUT,UNKNOWN,''", "NO_SPACE,NOT_APPLIED,''",
            "NO_QUORUM,UNKNOWN,''"})
    void aFailureIsAProblemWithItsOutcome(ErrorCode code, Outcome outcome, String retryAfter) throws Exception {
        requests.failure = new Failure(code, "because", outcome);
        RawClient.Response response = ask("PUT /v1/kv/a", "{\"value\":\"1\"}");
        assertThat(response.status()).isEqualTo(code.httpStatus());
        assertThat(response.header("Retry-After")).isEqualTo(retryAfter);
        Problem problem = problem(response);
        assertThat(problem.code()).isEqualTo(code.toString());
        assertThat(problem.outcome()).isEqualTo(outcome);
        assertThat(problem.detail()).isEqualTo("because");
    }

    @Test
    void aBugIsAProblemWithoutATrace() throws Exception {
        requests.bug = new IllegalStateException("secret");
        RawClient.Response response = ask("GET /v1/status");
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("secret", "Exception", "at dev");
        assertThat(problem(response).code()).isEqualTo("internal");
    }

    @Test
    void answersMayComeLaterAndFromAnotherThread() throws Exception {
        requests.holds = true;
        try (RawClient client = new RawClient(port)) {
            client.send(RawClient.request("GET /v1/status", ""));
            Runnable answer = requests.held.poll(RawClient.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            answer.run();
            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        requests.holds = true;
        int count = 3_000;
        try (RawClient client = new RawClient(port)) {
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < count; i++)
                        client.send(RawClient.request("PUT /v1/kv/" + i, "{\"value\":\"1\"}"));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            for (int i = 0; i < count; i++) {
                requests.held.poll(RawClient.WAIT_MILLIS, TimeUnit.MILLISECONDS).run();
                assertThat(client.response().body()).isEqualTo("{\"index\":" + (i + 1) + ",\"term\":1,\"revision\":" + (i + 1)
                        + ",\"existed\":false}");
            }
            writer.join();
        }
        assertThat(requests.held).isEmpty();
    }

    @Test
    void manyPipelinedRequestsAnsweredAtOnceDoNotGrowTheStack() throws Exception {
        try (RawClient client = new RawClient(port)) {
            String one = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
            client.send(one.repeat(1_000));
            for (int i = 0; i < 1_000; i++)
                assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @Test
    void aHalfClosedClientGetsItsAnswer() throws Exception {
        try (RawClient client = new RawClient(port)) {
            client.send(RawClient.request("GET /v1/status", ""));
            client.socket.shutdownOutput();
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aClientThatAsksToCloseIsClosed() throws Exception {
        try (RawClient client = new RawClient(port)) {
            client.send("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            RawClient.Response response = client.response();
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(client.isClosed()).isTrue();
        }
    }
}
