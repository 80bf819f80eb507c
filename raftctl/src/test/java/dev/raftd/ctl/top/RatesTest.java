package dev.raftd.ctl.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.raftd.api.ActivityStatus;
import dev.raftd.api.StatusResponse;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RatesTest {
    private static final long TWO_SECONDS = 2_000_000_000L;
    private static final Offset<Double> EXACT = within(1e-9);

    private static StatusResponse status(long uptimeMillis, ActivityStatus activity) {
        StatusResponse s = Frames.status(1, "StateLeader", Frames.log(1, 0, 10, 10, 10, 10), activity, List.of());
        return new StatusResponse(s.id(), s.clusterId(), s.version(), s.peerUrl(), s.clientUrl(), s.dataDir(), s.role(), s.term(), s.vote(),
                s.lead(), s.leadTransferee(), s.log(), s.config(), s.peers(), s.store(), s.disk(), s.alarms(), s.readySeq(), uptimeMillis,
                s.activity());
    }

    @Test
    void whatWasCountedBetweenTwoAnswersIsDividedByTheTimeBetweenThem() {
        StatusResponse before = status(1000, Frames.activity(1000, 100, 500_000_000L, 50, 2));
        StatusResponse after = status(3000, Frames.activity(2000, 150, 700_000_000L, 75, 3));
        Rates rates = Objects.requireNonNull(Rates.between(before, after, TWO_SECONDS));
        assertThat(rates.applied()).isEqualTo(500, EXACT);
        assertThat(rates.writes()).isEqualTo(250, EXACT);
        assertThat(rates.syncs()).isEqualTo(25, EXACT);
        assertThat(rates.syncMillis()).isEqualTo(4, EXACT);
        assertThat(rates.entriesPerBatch()).isEqualTo(40, EXACT);
        assertThat(rates.elections()).isEqualTo(1);
    }

    @Test
    void withoutSyncsThereIsNoTimeOfOne() {
        StatusResponse idle = status(1000, Frames.activity(1000, 100, 500_000_000L, 50, 2));
        Rates rates = Objects.requireNonNull(Rates.between(idle, idle, TWO_SECONDS));
        assertThat(rates.syncMillis()).isNegative();
        assertThat(rates.entriesPerBatch()).isZero();
        assertThat(rates.applied()).isZero();
    }

    @Test
    void aMemberThatWasStartedAnewHasNoRates() {
        StatusResponse before = status(9000, Frames.activity(1000, 100, 500_000_000L, 50, 2));
        assertThat(Rates.between(before, status(500, Frames.activity(1200, 130, 600_000_000L, 60, 3)), TWO_SECONDS)).isNull();
        // up for longer than before, when it answers again
        assertThat(Rates.between(before, status(9500, Frames.activity(900, 130, 600_000_000L, 60, 3)), TWO_SECONDS)).isNull();
    }
}
