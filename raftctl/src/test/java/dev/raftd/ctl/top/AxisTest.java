package dev.raftd.ctl.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.RaftLogStatus;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AxisTest {
    private static String bar(Axis axis, RaftLogStatus log) {
        StringBuilder bar = new StringBuilder();
        for (int cell = 0; cell < axis.cells(); cell++)
            bar.append(axis.region(log, cell).glyph(true));
        return bar.toString();
    }

    @Test
    void eachEntryIsWhereItIsInTheLog() {
        RaftLogStatus log = Frames.log(3, 4, 6, 7, 9, 10);
        assertThat(bar(new Axis(1, 12, 12), log)).isEqualTo("..::##=++~  ");
    }

    @Test
    void whatOthersMadeCommittedAndIsNotDurableHereIsUnstable() {
        assertThat(Region.of(Frames.log(1, 0, 5, 9, 7, 9), 8)).isEqualTo(Region.UNSTABLE);
    }

    @Test
    void barsOfSeveralMembersHaveOneAxis() {
        RaftLogStatus first = Frames.log(1, 0, 100, 100, 100, 100);
        RaftLogStatus second = Frames.log(1, 0, 50, 50, 50, 50);
        Axis axis = Axis.whole(List.of(first, second), 10);
        assertThat(bar(axis, first)).isEqualTo("##########");
        assertThat(bar(axis, second)).isEqualTo("#####     ");
    }

    @Test
    void theLastEntryIsSeenHoweverManyStandInACell() {
        RaftLogStatus log = Frames.log(1, 0, 999_999, 999_999, 999_999, 1_000_000);
        assertThat(bar(Axis.whole(List.of(log), 10), log)).isEqualTo("#########~");
    }

    @Test
    void theEndOfTheLogsBeginsWhereMembersDiffer() {
        RaftLogStatus ahead = Frames.log(1, 0, 1000, 1000, 1010, 1012);
        RaftLogStatus behind = Frames.log(1, 0, 996, 998, 1000, 1000);
        Axis axis = Axis.end(List.of(ahead, behind), 20);
        assertThat(axis).isEqualTo(new Axis(993, 20, 20));
        assertThat(bar(axis, ahead)).isEqualTo("########++++++++++~~");
        assertThat(bar(axis, behind)).isEqualTo("####==++            ");
        assertThat(Axis.end(List.of(ahead, Frames.log(1, 0, 900, 900, 900, 900)), 20).span()).isEqualTo(200);
    }

    @Test
    void aLogShorterThanTheBarBeginsAtItsBeginning() {
        RaftLogStatus log = Frames.log(1, 0, 3, 3, 3, 3);
        assertThat(bar(Axis.end(List.of(log), 6), log)).isEqualTo("   ###");
        assertThat(bar(Axis.whole(List.of(log), 6), log)).isEqualTo("###   ");
    }

    /// Whatever the numbers, cells cover the axis once, in order.
    @Test
    void regionsOnlyGoOneWay() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 2000; i++) {
            long first = random.nextLong(1, Long.MAX_VALUE / 4);
            long snapshot = first - 1 + random.nextLong(1000);
            long applied = snapshot + random.nextLong(1000);
            long committed = applied + random.nextLong(1000);
            long stable = committed + random.nextLong(1000);
            RaftLogStatus log = Frames.log(first, snapshot, applied, committed, stable, stable + random.nextLong(1000));
            String bar = bar(Axis.whole(List.of(log), random.nextInt(1, 200)), log);
            assertThat(bar).matches("\\.*:*#*=*\\+*~* *");
        }
    }
}
