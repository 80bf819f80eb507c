package dev.raftd.ctl.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.Endpoint;
import dev.raftd.ctl.client.FakeMember;
import dev.raftd.ctl.client.Samples;
import dev.raftd.ctl.client.Transport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LiveTest {
    @Test
    void promptShowsWhoLeadsAndTheCommitAndAppliedIndex() {
        assertThat(Live.prompt(Samples.status(1, 2, 120, 118))).isEqualTo("raft 1 (lead 2, c=120 a=118)> ");
        assertThat(Live.prompt(Samples.status(2, 2, 121, 121))).isEqualTo("raft 2* (c=121 a=121)> ");
        assertThat(Live.prompt(Samples.status(1, 0, 120, 118))).isEqualTo("raft 1 (no leader, c=120 a=118)> ");
    }

    @Test
    @Timeout(10)
    void promptDoesNotWaitForAMemberThatSaysNothing() {
        try (FakeMember member = new FakeMember(); Transport transport = new Transport()) {
            member.stall("GET /v1/status");
            try (Live live = new Live(new Cluster(transport, List.of(member.endpoint()), Duration.ofHours(1)))) {
                assertThat(live.prompt()).isEqualTo("raft (unreachable)> ");
            }
        }
    }

    @Test
    void offersNothingWhereNobodyAnswers() {
        try (Transport transport = new Transport();
                Live live = new Live(new Cluster(transport, List.of(new Endpoint(FakeMember.nobody())), Duration.ofSeconds(5)))) {
            assertThat(live.keys("a")).isEmpty();
            assertThat(live.memberIds()).isEmpty();
        }
    }
}
