package dev.raftd.ctl.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ParagraphTest {
    @Test
    void linesAreBrokenBetweenWordsAndIndentedLikeTheFirst() {
        assertThat(Paragraph.lines("Fields: ", "word ".repeat(20))).containsExactly("Fields: " + "word ".repeat(14).strip(),
                "        " + "word ".repeat(6).strip());
    }

    @Test
    void aWordLongerThanALineIsNotBroken() {
        assertThat(Paragraph.lines("", "a " + "b".repeat(90) + " c")).containsExactly("a", "b".repeat(90), "c");
    }

    @Test
    void nothingIsOneLine() {
        assertThat(Paragraph.lines("none ", "")).containsExactly("none ");
    }
}
