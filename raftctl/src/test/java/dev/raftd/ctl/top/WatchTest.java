package dev.raftd.ctl.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.StatusResponse;
import dev.raftd.ctl.top.Frame.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final long SECOND = 1_000_000_000L;

    private final Watch watch = new Watch();

    private static StatusResponse counted(long applied) {
        return Frames.status(2, "StateFollower", Frames.log(1, 0, applied, applied, applied, applied),
                Frames.activity(applied, applied, applied, applied, 1), List.of());
    }

    private Row see(long seconds, Poll.Answer answer) {
        return watch.add(new Poll(seconds * SECOND, List.of(answer))).rows().getFirst();
    }

    @Test
    void theFirstAnswerHasNothingToCompareWith() {
        assertThat(see(1, Poll.Answer.of(counted(100))).rates()).isNull();
        assertThat(see(3, Poll.Answer.of(counted(300))).rates()).extracting(Rates::applied).isEqualTo(100.0);
    }

    @Test
    void aMemberIsAwaySinceItWasFirstFoundNotToAnswer() {
        see(1, Poll.Answer.of(counted(100)));
        assertThat(see(5, Poll.Answer.none(2, "refused")).awaySeconds()).isZero();
        assertThat(see(8, Poll.Answer.none(2, "timed out"))).extracting(Row::awaySeconds, Row::reason).containsExactly(3L, "timed out");
        see(9, Poll.Answer.of(counted(200)));
        assertThat(see(20, Poll.Answer.none(2, "refused")).awaySeconds()).isZero();
    }

    @Test
    void whoCameBackIsComparedFromThenOn() {
        see(1, Poll.Answer.of(counted(100)));
        see(2, Poll.Answer.none(2, "refused"));
        assertThat(see(3, Poll.Answer.of(counted(400))).rates()).isNull();
        assertThat(see(4, Poll.Answer.of(counted(410))).rates()).extracting(Rates::applied).isEqualTo(10.0);
    }

    @Test
    void aMemberThatWasRemovedIsForgotten() {
        see(1, Poll.Answer.of(counted(100)));
        assertThat(watch.add(new Poll(2 * SECOND, List.of())).rows()).isEmpty();
        assertThat(see(3, Poll.Answer.of(counted(400))).rates()).isNull();
    }
}
