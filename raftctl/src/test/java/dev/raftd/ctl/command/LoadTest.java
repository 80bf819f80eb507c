package dev.raftd.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Bytes;
import dev.raftd.api.ErrorCode;
import dev.raftd.api.Outcome;
import dev.raftd.ctl.client.Endpoint;
import dev.raftd.ctl.client.FakeMember;
import dev.raftd.ctl.client.Samples;
import dev.raftd.ctl.command.Ctl.Run;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final Load.Plan PLAN = new Load.Plan(Load.Kind.PUT, 4, 256, 10, Duration.ofMillis(1), Duration.ofSeconds(1),
            List.of(Endpoint.DEFAULT), Duration.ofSeconds(5), false);

    private final FakeMember member = new FakeMember();

    @AfterEach
    void close() {
        member.close();
    }

    @Test
    void reportsPercentilesInMicrosecondsAndTheRateOverTheTimeMeasured() {
        LoadReport.Counts counts = new LoadReport.Counts();
        for (int micros = 1; micros <= 1000; micros++)
            counts.answered(TimeUnit.MICROSECONDS.toNanos(micros));
        counts.notApplied.increment();
        counts.unknown.add(2);
        counts.unreachable.add(3);
        LoadReport report = LoadReport.of(PLAN, counts, TimeUnit.MILLISECONDS.toNanos(2500));
        assertThat(report).isEqualTo(new LoadReport("put", 4, 256, 2500, 1000, 400.0, 500, 990, 999, 1000, new LoadReport.Errors(1, 2, 3)));
    }

    @Test
    void exitsWithWhatBestDescribesARunWithoutAnswers() {
        LoadReport.Counts counts = new LoadReport.Counts();
        counts.unreachable.increment();
        assertThat(LoadReport.of(PLAN, counts, 1).exitCode()).isEqualTo(3);
        counts.notApplied.increment();
        assertThat(LoadReport.of(PLAN, counts, 1).exitCode()).isEqualTo(1);
        counts.unknown.increment();
        assertThat(LoadReport.of(PLAN, counts, 1).exitCode()).isEqualTo(4);
    }

    @Test
    void putsValuesOfTheSizeAskedForFromEveryClient() {
        member.on("PUT /v1/kv/bench%2F00000000", Samples.WRITTEN);
        Run run = Ctl.at(member.url()).run("bench", "put", "--clients", "3", "--size", "100", "--keys", "1", "--duration", "200ms",
                "--warmup",
                "50ms", "-o", "json");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("\"operation\":\"put\"", "\"clients\":3",
                "\"errors\":{\"notApplied\":0,\"unknown\":0,\"unreachable\":0}");
        assertThat(member.requests()).hasSizeGreaterThan(3)
                .allSatisfy(r -> assertThat(r.getBody().size()).isEqualTo(100 + "{\"value\":\"\"}".length()));
        assertThat(member.requests().stream().map(r -> r.getConnectionIndex()).distinct()).hasSize(3);
    }

    @Test
    void writesTheKeysBeforeItReadsThem() {
        member.on("PUT /v1/kv/bench%2F00000000", Samples.WRITTEN).on("GET /v1/kv/bench%2F00000000", Samples.got(Bytes.utf8("v")));
        Run run = Ctl.at(member.url()).run("bench", "get", "--clients", "1", "--keys", "1", "--duration", "100ms", "--warmup", "10ms");
        assertThat(run.out()).startsWith("get  1 clients  256 bytes").contains("OPS/S", "P99.9 µs", "NOT-APPLIED");
        assertThat(member.requests().getFirst().getMethod()).isEqualTo("PUT");
    }

    @Test
    void asksOnlyTheLeaderWhereThatIsWanted() {
        try (FakeMember leader = new FakeMember()) {
            member.on("GET /v1/members", Samples.members(Samples.member(1, member.url(), false), Samples.member(2, leader.url(), true)));
            leader.on("PUT /v1/kv/bench%2F00000000", Samples.WRITTEN);
            assertThat(
                    Ctl.at(member.url()).run("bench", "put", "--leader", "--keys", "1", "--duration", "50ms", "--warmup", "1ms").status())
                    .isZero();
            assertThat(member.requests()).hasSize(1);
        }
    }

    @Test
    void countsErrorsByOutcome() {
        member.refuse("PUT /v1/kv/bench%2F00000000", ErrorCode.OVERLOADED, Outcome.NOT_APPLIED);
        Run run = Ctl.at(member.url()).run("bench", "put", "--clients", "1", "--keys", "1", "--duration", "50ms", "--warmup", "1ms", "-o",
                "json");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("\"operations\":0").doesNotContain("\"notApplied\":0");
    }
}
