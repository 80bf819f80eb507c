package dev.raftd.why;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PagesTest {
    @ParameterizedTest
    @EnumSource(CauseCode.class)
    void eachCodeHasAPageThatSaysWhatItMeansHowItLooksWhatToDoAndWhatNot(CauseCode code) {
        assertThat(Pages.of(code).lines().filter(line -> !line.startsWith(" "))).containsExactly(code.toString(), "how it looks",
                "what to do", "what not to do");
        assertThat(Pages.of(code).lines()).allMatch(line -> line.length() <= 80);
        assertThat(Pages.meaning(code)).endsWith(".").hasSizeLessThan(110);
    }

    @Test
    void codesAreFoundByTheirNames() {
        assertThat(CauseCode.of("quorum_lost")).contains(CauseCode.QUORUM_LOST);
        assertThat(CauseCode.of("QUORUM_LOST")).isEmpty();
    }
}
