package dev.raftd.ctl.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.raftd.api.Bytes;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.MemberAddRequest;
import dev.raftd.api.Outcome;
import dev.raftd.api.Paths;
import dev.raftd.api.RangeResponse;
import dev.raftd.api.WriteResponse;
import dev.raftd.ctl.client.RequestException.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterTest {
    private static final Bytes KEY = Bytes.utf8("k");
    private static final Bytes VALUE = Bytes.utf8("v");
    private static final String GET = "GET /v1/kv/k";
    private static final String PUT = "PUT /v1/kv/k";

    private final FakeMember one = new FakeMember();
    private final FakeMember two = new FakeMember();
    private final Transport transport = new Transport();

    @AfterEach
    void close() {
        transport.close();
        one.close();
        two.close();
    }

    private Cluster cluster(FakeMember... members) {
        return new Cluster(transport, Arrays.stream(members).map(FakeMember::endpoint).toList(), Duration.ofSeconds(5));
    }

    private static RequestException failure(ThrowingCallable request) {
        RequestException failure = catchThrowableOfType(RequestException.class, request);
        assertThat(failure).isNotNull();
        return failure;
    }

    private static String idempotencyKey(RecordedRequest request) {
        return String.valueOf(request.getHeaders().get(Paths.IDEMPOTENCY_KEY));
    }

    @Test
    void asksTheNextEndpointWhereNobodyListensAndStaysThere() throws RequestException {
        two.on(GET, Samples.got(VALUE));
        Cluster cluster = new Cluster(transport, List.of(new Endpoint(FakeMember.nobody()), two.endpoint()), Duration.ofSeconds(5));
        assertThat(cluster.get(KEY, false).kv().value()).isEqualTo(VALUE);
        assertThat(cluster.connected()).isEqualTo(two.endpoint());
    }

    @Test
    void reachesAMemberOnIpv4ByANameThatAlsoHasAnIpv6Address() throws RequestException {
        one.on(GET, Samples.got(VALUE));
        Cluster cluster = new Cluster(transport, List.of(new Endpoint("http://localhost:" + one.port())), Duration.ofSeconds(5));
        assertThat(cluster.get(KEY, false).kv().value()).isEqualTo(VALUE);
    }

    @Test
    void saysOfEveryEndpointWhyItDidNotAnswer() {
        String nobody = FakeMember.nobody();
        one.text(GET, 200, "text/html", "<html>");
        Cluster cluster = new Cluster(transport, List.of(new Endpoint(nobody), one.endpoint()), Duration.ofSeconds(5));
        RequestException failure = failure(() -> cluster.get(KEY, false));
        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure.problem().detail()).isEqualTo("no endpoint answered: " + nobody + ": connection refused, " + one.url()
                + ": its answer (HTTP 200, text/html) is not of this API");
    }

    @Test
    void repeatsAWriteWhoseAnswerWasLostUnderTheSameIdempotencyKey() throws RequestException {
        one.hangUp(PUT);
        two.on(PUT, Samples.WRITTEN);
        WriteResponse written = cluster(one, two).put(KEY, VALUE, null);
        assertThat(written).isEqualTo(Samples.WRITTEN);
        assertThat(idempotencyKey(one.requests().getFirst())).hasSize(36).isEqualTo(idempotencyKey(two.requests().getFirst()));
    }

    @Test
    void givesEachWriteAnIdempotencyKeyOfItsOwn() throws RequestException {
        one.on(PUT, Samples.WRITTEN);
        Cluster cluster = cluster(one);
        cluster.put(KEY, VALUE, null);
        cluster.put(KEY, VALUE, null);
        assertThat(idempotencyKey(one.requests().get(0))).isNotEqualTo(idempotencyKey(one.requests().get(1)));
    }

    @Test
    void doesNotKnowTheOutcomeOfAWriteWhoseAnswerWasLostEverywhere() {
        one.hangUp(PUT);
        RequestException failure = failure(() -> cluster(one).put(KEY, VALUE, null));
        assertThat(failure.kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
        assertThat(failure.problem().outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure.problem().detail()).contains(one.url() + ": the connection was closed");
    }

    @Test
    void doesNotTakeAnotherMembersNotAppliedForTheFateOfALostWrite() {
        one.hangUp(PUT);
        two.refuse(PUT, ErrorCode.NO_LEADER, Outcome.NOT_APPLIED);
        assertThat(failure(() -> cluster(one, two).put(KEY, VALUE, null)).kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
    }

    @Test
    void takesACompareThatFailedForTheFateOfALostWriteBecauseBothAreOne() {
        one.hangUp(PUT);
        two.refuse(PUT, ErrorCode.COMPARE_FAILED, Outcome.NOT_APPLIED);
        RequestException failure = failure(() -> cluster(one, two).put(KEY, VALUE, null));
        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.problem().code()).isEqualTo("compare_failed");
    }

    @Test
    void neverSendsAMembershipChangeASecondTime() {
        one.hangUp("POST /v1/members");
        two.on("POST /v1/members", Samples.members());
        MemberAddRequest member = new MemberAddRequest(4, "http://127.0.0.1:1", false);
        assertThat(failure(() -> cluster(one, two).change(Change.add(member), false)).kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
        assertThat(two.requests()).isEmpty();
    }

    @Test
    void sendsAMembershipChangeToTheNextEndpointIfNobodyGotIt() throws RequestException {
        two.on("DELETE /v1/members/3", Samples.members(Samples.member(1, null, true)));
        Cluster cluster = new Cluster(transport, List.of(new Endpoint(FakeMember.nobody()), two.endpoint()), Duration.ofSeconds(5));
        assertThat(cluster.change(Change.remove(3), false).members()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_LEADER", "LEADER_URL_UNKNOWN", "NO_QUORUM", "LEADER_CHANGED", "SHUTTING_DOWN", "NODE_REMOVED", "STATE_DIFFERS",
            "NO_SPACE"})
    void asksAnotherMemberWhereThisOneCannotServe(ErrorCode code) throws RequestException {
        one.refuse(PUT, code, Outcome.NOT_APPLIED);
        two.on(PUT, Samples.WRITTEN);
        assertThat(cluster(one, two).put(KEY, VALUE, null)).isEqualTo(Samples.WRITTEN);
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPARE_FAILED", "VALUE_TOO_LARGE", "OVERLOADED", "KEY_NOT_FOUND"})
    void takesWhatEveryMemberWouldSayFromTheFirst(ErrorCode code) {
        one.refuse(PUT, code, Outcome.NOT_APPLIED);
        RequestException failure = failure(() -> cluster(one, two).put(KEY, VALUE, null));
        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.problem().code()).isEqualTo(code.toString());
        assertThat(two.requests()).isEmpty();
    }

    @Test
    void tellsAnOutcomeThatTheMemberDoesNotKnow() {
        one.refuse(PUT, ErrorCode.TIMEOUT, Outcome.UNKNOWN);
        RequestException failure = failure(() -> cluster(one).put(KEY, VALUE, null));
        assertThat(failure.kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
        assertThat(failure.problem().code()).isEqualTo("timeout");
    }

    @Test
    void remembersAnUnknownOutcomeWhenTheNextMemberRefuses() {
        one.refuse(PUT, ErrorCode.TIMEOUT, Outcome.UNKNOWN);
        two.refuse(PUT, ErrorCode.NO_LEADER, Outcome.NOT_APPLIED);
        assertThat(failure(() -> cluster(one, two).put(KEY, VALUE, null)).kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
    }

    @Test
    void repeatsOnceWhereAKeptConnectionTurnsOutToBeClosed() throws RequestException {
        one.on(PUT, Samples.WRITTEN).hangUp(PUT).on(PUT, Samples.WRITTEN);
        Cluster cluster = cluster(one);
        cluster.put(KEY, VALUE, null);
        assertThat(cluster.put(KEY, VALUE, null)).isEqualTo(Samples.WRITTEN);
        assertThat(idempotencyKey(one.requests().get(1))).isEqualTo(idempotencyKey(one.requests().get(2)));
    }

    @Test
    void leavesTimeForTheSecondEndpointWhenTheFirstSaysNothing() throws RequestException {
        one.stall(GET);
        two.on(GET, Samples.got(VALUE));
        Cluster cluster = new Cluster(transport, List.of(one.endpoint(), two.endpoint()), Duration.ofMillis(400));
        assertThat(cluster.get(KEY, false).kv().value()).isEqualTo(VALUE);
    }

    @Test
    void endsAtItsDeadline() {
        one.stall(GET);
        Cluster cluster = new Cluster(transport, List.of(one.endpoint()), Duration.ofMillis(100));
        assertThat(failure(() -> cluster.get(KEY, false)).problem().detail()).contains("no answer within");
    }

    @Test
    void doesNotKnowTheOutcomeOfAWriteThatFindsItsDeadline() {
        one.stall(PUT);
        Cluster cluster = new Cluster(transport, List.of(one.endpoint()), Duration.ofMillis(100));
        assertThat(failure(() -> cluster.put(KEY, VALUE, null)).kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{", "{}", "\"text\"", "{\"index\":1,\"revision\":1,\"kv\":null}",
            "{\"index\":1,\"revision\":1,\"kv\":{\"key\":\"k\"}}", "{\"index\":1} trailing", "{\"index\":1,\"index\":2}"})
    void doesNotTakeGarbageForAnAnswer(String body) {
        one.text(GET, 200, "application/json", body);
        RequestException failure = failure(() -> cluster(one).get(KEY, false));
        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure.problem().detail()).contains("is not of this API");
    }

    @ParameterizedTest
    @CsvSource({"301, text/html", "404, text/html", "500, application/json", "502, text/plain"})
    void doesNotTakeAProxysErrorForAMembersRefusal(int status, String type) {
        one.text(PUT, status, type, "{\"oops\":1}");
        assertThat(failure(() -> cluster(one).put(KEY, VALUE, null)).kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
    }

    @Test
    void boundsTheSizeOfAnAnswer() {
        Buffer body = new Buffer().write(new byte[Transport.ANSWER_BYTES_MAX + 1]);
        one.on(GET, new MockResponse.Builder().code(200).body(body).build());
        assertThat(failure(() -> cluster(one).get(KEY, false)).problem().detail()).contains("larger than");
    }

    @Test
    void readsAnAnswerOfANewerMember() throws RequestException {
        one.text(GET, 200, "application/json",
                "{\"index\":1,\"revision\":1,\"novelty\":{},\"kv\":{\"key\":\"k\",\"value\":{\"base64\":\"/w==\"},\"createRevision\":1,"
                        + "\"modRevision\":1,\"version\":1}}");
        assertThat(cluster(one).get(KEY, false).kv().value().array()).containsExactly(0xff);
    }

    @Test
    void readsARangePageByPageUpToTheLimit() throws RequestException {
        one.on("GET /v1/kv?prefix=&limit=3&serializable=false",
                new RangeResponse(1, 1, List.of(Samples.kv("a", "1"), Samples.kv("b c", "2")), true));
        one.on("GET /v1/kv?prefix=&limit=1&serializable=false&after=b%20c", new RangeResponse(2, 2, List.of(Samples.kv("d", "3")), true));
        RangeResponse range = cluster(one).range(Bytes.EMPTY, 3, false);
        assertThat(range.kvs()).extracting(kv -> kv.key().toString()).containsExactly("a", "b c", "d");
        assertThat(range.more()).isTrue();
    }

    @Test
    void encodesEveryByteOfAKey() {
        byte[] bytes = {'a', '/', '?', '#', '%', ' ', '+', '&', '=', 0, (byte) 0xff, '~'};
        assertThat(new Target("/v1/kv").segment(Bytes.of(bytes)).toString()).isEqualTo("/v1/kv/a%2F%3F%23%25%20%2B%26%3D%00%FF~");
    }

    @Test
    void sendsTheEncodedKeyUnchanged() throws RequestException {
        one.on("GET /v1/kv/a%2Fb%25%20%C3%A9", Samples.got(VALUE));
        assertThat(cluster(one).get(Bytes.utf8("a/b% é"), false).kv().value()).isEqualTo(VALUE);
    }
}
