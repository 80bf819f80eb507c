package dev.raftd.ctl.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {
    private static Bytes bytes(int... values) {
        byte[] array = new byte[values.length];
        for (int i = 0; i < values.length; i++)
            array[i] = (byte) values[i];
        return Bytes.of(array);
    }

    @Test
    void quotesAsGoDoes() {
        assertThat(Printable.quoted(Bytes.EMPTY)).isEqualTo("\"\"");
        assertThat(Printable.quoted(Bytes.utf8("a\"b\\c"))).isEqualTo("\"a\\\"b\\\\c\"");
        assertThat(Printable.quoted(Bytes.utf8("\u0007\b\f\n\r\t\u000b\u0000\u001b\u007f")))
                .isEqualTo("\"\\a\\b\\f\\n\\r\\t\\v\\x00\\x1b\\x7f\"");
        assertThat(Printable.quoted(Bytes.utf8("é€😀"))).isEqualTo("\"é€😀\"");
        assertThat(Printable.quoted(Bytes.utf8("\u0085\u00a0\u202e\ue000\udb40\udc01")))
                .isEqualTo("\"\\u0085\\u00a0\\u202e\\ue000\\U000e0001\"");
    }

    @Test
    void showsBytesThatAreNotUtf8OneByOne() {
        assertThat(Printable.quoted(bytes(0xff, 'a', 0xc3))).isEqualTo("\"\\xffa\\xc3\"");
        assertThat(Printable.quoted(bytes(0xc0, 0x80))).as("overlong").isEqualTo("\"\\xc0\\x80\"");
        assertThat(Printable.quoted(bytes(0xe0, 0x80, 0x80))).as("overlong").isEqualTo("\"\\xe0\\x80\\x80\"");
        assertThat(Printable.quoted(bytes(0xed, 0xa0, 0x80))).as("surrogate").isEqualTo("\"\\xed\\xa0\\x80\"");
        assertThat(Printable.quoted(bytes(0xf4, 0x90, 0x80, 0x80))).as("beyond Unicode").isEqualTo("\"\\xf4\\x90\\x80\\x80\"");
        assertThat(Printable.quoted(bytes(0xe2, 0x82))).as("cut short").isEqualTo("\"\\xe2\\x82\"");
        assertThat(Printable.quoted(bytes(0xf0, 0x9f, 0x98, 0x80))).isEqualTo("\"😀\"");
    }

    @Test
    void showsAWordAsItIsOnlyWhereThatIsUnmistakable() {
        assertThat(Printable.word(Bytes.utf8("a b/é"))).isEqualTo("a b/é");
        assertThat(Printable.word(Bytes.EMPTY)).isEqualTo("\"\"");
        assertThat(Printable.word(Bytes.utf8("\"x\""))).isEqualTo("\"\\\"x\\\"\"");
        assertThat(Printable.word(Bytes.utf8(" x"))).isEqualTo("\" x\"");
        assertThat(Printable.word(Bytes.utf8("a\nb"))).isEqualTo("\"a\\nb\"");
    }

    @Test
    void showsAValueOfSeveralLinesAsItIsButNothingThatMovesTheCursor() {
        assertThat(Printable.value(Bytes.utf8("a\n\tb"))).isEqualTo("a\n\tb");
        assertThat(Printable.value(Bytes.utf8("a\rb"))).isEqualTo("\"a\\rb\"");
        assertThat(Printable.value(Bytes.utf8("\u001b[2J"))).isEqualTo("\"\\x1b[2J\"");
        assertThat(Printable.value(Bytes.utf8("\u009b2J"))).isEqualTo("\"\\u009b2J\"");
    }

    @ParameterizedTest
    @CsvSource({"abcdef, 6, abcdef", "abcdef, 5, abcd…", "😀😀😀, 2, 😀…"})
    void cutsByCharacters(String text, int charactersMax, String expected) {
        assertThat(Printable.cut(text, charactersMax)).isEqualTo(expected);
    }

    @Test
    void keepsJsonTheSameButForWhatATerminalObeys() {
        assertThat(Printable.json("{\"é\":\"\u009b\u202e😀\udb40\udc01\"}")).isEqualTo("{\"é\":\"\\u009b\\u202e😀\\udb40\\udc01\"}");
    }
}
