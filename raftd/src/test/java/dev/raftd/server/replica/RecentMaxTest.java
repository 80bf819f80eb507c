package dev.raftd.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentMaxTest {
    private static final long SECOND = 1_000_000_000L;
    // System.nanoTime may begin anywhere, below zero too
    private static final long START = -3 * SECOND + 5;

    private final RecentMax recent = new RecentMax();

    @Test
    void isZeroWhereNothingCame() {
        assertThat(recent.at(START)).isZero();
    }

    @Test
    void aLargeValueIsForgottenAfterTenSeconds() {
        recent.add(900, START);
        recent.add(5, START + 4 * SECOND);
        assertThat(recent.at(START + 9 * SECOND)).isEqualTo(900);
        assertThat(recent.at(START + 10 * SECOND)).isEqualTo(5);
        assertThat(recent.at(START + 14 * SECOND)).isZero();
    }

    @Test
    void aCellOfTheRoundBeforeIsTakenAnew() {
        recent.add(900, START);
        recent.add(7, START + 10 * SECOND);
        assertThat(recent.at(START + 10 * SECOND)).isEqualTo(7);
    }
}
