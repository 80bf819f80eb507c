package dev.raftd.server.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcquaintancesTest {
    private static final Lineage SELF = new Lineage(new Life(10, 4, 44), List.of(43L, 42L));

    private byte[] memory = {};

    private Acquaintances acquaintances() {
        return new Acquaintances(SELF, memory, bytes -> memory = bytes);
    }

    /// Such as 20/3/5, or 20/3/5<4<3 with the starts before.
    private static Lineage lineage(String text) {
        String[] starts = text.split("<");
        return new Lineage(life(starts[0]), Arrays.stream(starts).skip(1).map(Long::valueOf).toList());
    }

    private static Life life(String text) {
        String[] parts = text.split("/");
        return new Life(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    @ParameterizedTest
    @CsvSource({ // what is remembered of the sender, what it says, what it remembers of this member
            ",          20/1/5, ,        WELCOME", //
            "20/3/5,    20/3/5, ,        WELCOME", //
            "20/3/5,    20/4/6, ,        WELCOME", //
            "20/3/5,    20/9/6, 10/4/44, WELCOME", //
            "20/3/5,    21/1/6, ,        SENDER_DATA_MISSING", //
            "20/3/5,    21/9/6, 10/4/44, SENDER_DATA_MISSING", //
            "20/3/5,    20/2/5, ,        SENDER_DATA_ROLLED_BACK", //
            "20/3/5,    20/3/6, ,        SENDER_DATA_ROLLED_BACK", //
            "20/3/5,    20/4/6<5<4<3, ,  WELCOME", //
            "20/3/5,    20/5/7<6<5, ,    WELCOME", //
            "20/3/5,    20/4/6<9<4<3, ,  SENDER_DATA_ROLLED_BACK", //
            "20/3/5,    20/5/7<6<9, ,    SENDER_DATA_ROLLED_BACK", //
            "20/3/5,    20/6/8<7<6, ,    WELCOME", //
            ",          20/1/5, 10/3/43, WELCOME", //
            ",          20/1/5, 10/3/9,  OWN_DATA_ROLLED_BACK", //
            ",          20/1/5, 10/2/42, WELCOME", //
            ",          20/1/5, 10/2/9,  OWN_DATA_ROLLED_BACK", //
            ",          20/1/5, 10/1/9,  WELCOME", //
            ",          20/1/5, 11/1/44, OWN_DATA_MISSING", //
            ",          20/1/5, 10/5/44, OWN_DATA_ROLLED_BACK", //
            ",          20/1/5, 10/4/45, OWN_DATA_ROLLED_BACK", //
            "20/3/5,    21/1/6, 11/1/44, OWN_DATA_MISSING"})
    void aVerdictFollowsFromWhatBothSidesRemember(@Nullable String seen, String sender, @Nullable String ofSelf, Verdict verdict) {
        assertThat(Acquaintances.judge(SELF, seen == null ? null : life(seen), lineage(sender), ofSelf == null ? null : life(ofSelf)))
                .isEqualTo(verdict);
    }

    @Test
    void aLineageIsBoundedAndNoLongerThanTheCountOfStarts() {
        assertThatThrownBy(() -> lineage("20/3/5<4<3<2")).isInstanceOf(IllegalArgumentException.class);
        List<Long> many = Collections.nCopies(Lineage.BEFORE_MAX + 1, 1L);
        assertThatThrownBy(() -> new Lineage(new Life(20, 1_000, 5), many)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoeverWasWelcomeIsRememberedAcrossRestarts() {
        Acquaintances first = acquaintances();
        assertThat(first.remembers(2, life("20/1/5"))).isFalse();
        assertThat(first.meet(2, lineage("20/1/5"), null, id -> false)).isEqualTo(Verdict.WELCOME);
        assertThat(first.meet(-3, lineage("-30/7/-1"), null, id -> false)).isEqualTo(Verdict.WELCOME);
        Acquaintances second = acquaintances();
        assertThat(second.of(2)).isEqualTo(life("20/1/5"));
        assertThat(second.of(-3)).isEqualTo(life("-30/7/-1"));
        assertThat(second.meet(2, lineage("22/2/6"), null, id -> false)).isEqualTo(Verdict.SENDER_DATA_MISSING);
        assertThat(second.meet(2, lineage("20/2/6"), null, id -> false)).isEqualTo(Verdict.WELCOME);
        assertThat(acquaintances().of(2)).isEqualTo(life("20/2/6"));
    }

    @Test
    void whoWasRemovedIsForgotten() {
        Acquaintances known = acquaintances();
        known.meet(2, lineage("20/1/5"), null, id -> false);
        known.meet(3, lineage("30/1/5"), null, id -> id == 2);
        assertThat(acquaintances().of(2)).isNull();
        assertThat(acquaintances().of(3)).isNotNull();
    }

    @Test
    void whatCannotBeWrittenDownIsNotRemembered() {
        Acquaintances known = new Acquaintances(SELF, memory, bytes -> {
            throw new IllegalStateException("no disk");
        });
        assertThatThrownBy(() -> known.meet(2, lineage("20/1/5"), null, id -> false)).isInstanceOf(IllegalStateException.class);
        assertThat(known.remembers(2, life("20/1/5"))).isFalse();
    }

    @Test
    void theMemoryIsBounded() {
        Acquaintances known = acquaintances();
        for (long id = 2; id < 2 + Acquaintances.MEMBERS_MAX; id++)
            assertThat(known.meet(id, lineage("20/1/5"), null, i -> false)).isEqualTo(Verdict.WELCOME);
        assertThat(memory).hasSize(Acquaintances.BYTES_MAX);
        assertThat(known.meet(1, lineage("20/1/5"), null, i -> false)).isEqualTo(Verdict.TOO_MANY);
        assertThat(known.meet(2, lineage("20/2/6"), null, i -> false)).isEqualTo(Verdict.WELCOME);
    }
}
