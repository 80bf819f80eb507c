package dev.raftd.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.server.http.HttpConfig.Counts;
import dev.raftd.server.http.HttpConfig.Limits;
import dev.raftd.server.http.HttpConfig.Sizes;
import dev.raftd.server.http.HttpConfig.Times;
import org.junit.jupiter.api.Test;

/// Clients that ask for large answers and do not read them, with room for one answer in memory.
class OwedTest extends ServerTest {
    private static final Sizes D = Sizes.DEFAULT;

    OwedTest() {
        super(new Limits(new Sizes(D.requestLineBytesMax(), D.headersBytesMax(), D.headerBytesMax(), D.bodyBytesMax(), D.keyBytesMax(),
                D.valueBytesMax(), D.rangeBytesMax(), 5 << 20), Times.DEFAULT, Counts.DEFAULT));
    }

    @Test
    void largeAnswersThatNobodyTakesAreBoundedInMemoryOverAllConnections() throws Exception {
        for (int i = 0; i < 4; i++)
            ask("PUT /v1/kv/" + i, "{\"value\":\"" + "x".repeat(1 << 20) + "\"}");
        try (RawClient slow = new RawClient(port)) {
            // more answers than the buffers on the way hold
            slow.send(RawClient.request("GET /v1/kv", "").repeat(20));
            RawClient.Response answer = ask("GET /v1/kv");
            while (answer.status() == 200)
                answer = ask("GET /v1/kv");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(answer.body()).contains("\"code\":\"overloaded\"");
            assertThat(ask("GET /health").status()).as("small answers go on").isEqualTo(200);
            for (int i = 0; i < 20; i++)
                assertThat(slow.response().status()).as("the slow client gets its own").isIn(200, 503);
        }
        assertThat(ask("GET /v1/kv").status()).isEqualTo(200);
    }

    @Test
    void oneAnswerAloneHasAPlaceWhateverItsSize() {
        Owed owed = new Owed(1 << 20);
        assertThat(owed.hasPlace(4 << 20)).isTrue();
        Runnable taken = owed.owe(4 << 20);
        assertThat(owed.hasPlace(1 << 20)).isFalse();
        assertThat(owed.hasPlace(1 << 10)).isTrue();
        taken.run();
        assertThat(owed.bytes()).isZero();
        Runnable half = owed.owe(1 << 19);
        assertThat(owed.hasPlace(1 << 19)).isTrue();
        assertThat(owed.hasPlace(1 << 20)).isFalse();
        half.run();
    }
}
