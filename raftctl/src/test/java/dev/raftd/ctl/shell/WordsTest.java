package dev.raftd.ctl.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ValueSource;
import java.util.List;
import java.util.stream.Stream;

class WordsTest {
    static Stream<Arguments> lines() {
        return Stream.of(Arguments.of("", List.of()), Arguments.of("  put  a\tb ", List.of("put", "a", "b")),
                Arguments.of("put 'a b' \"c d\"", List.of("put", "a b", "c d")), Arguments.of("a'b'\"c\"d", List.of("abcd")),
                Arguments.of("'' \"\"", List.of("", "")), Arguments.of("a\\ b \\' \\\\ \\#", List.of("a b", "'", "\\", "#")),
                Arguments.of("'a\\b' '#'", List.of("a\\b", "#")), Arguments.of("\"a\\\"b\\\\c\\$d\\e\"", List.of("a\"b\\c$d\\e")),
                Arguments.of("$HOME * ~ `x` {a,b}", List.of("$HOME", "*", "~", "`x`", "{a,b}")),
                Arguments.of("a#b # c 'd", List.of("a#b")), Arguments.of("# only", List.of()),
                Arguments.of("a\\\nb \"c\\\nd\" 'e\nf'", List.of("ab", "cd", "e\nf")), Arguments.of("é 日本", List.of("é", "日本")));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void splitsAsAPosixShellWithoutExpansions(String line, List<String> words) {
        assertThat(Words.of(line).texts()).isEqualTo(words);
        assertThat(Words.of(line).unclosed()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a 'b", "a \"b", "a \"b\\\"", "a\\"})
    void tellsAnOpenQuote(String line) {
        assertThat(Words.of(line).unclosed()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain/key-1.2_3", "two words", "it's", "\"", "\\", "#", "a\nb", "$x", "é", "'", "''"})
    void quotesSoThatSplittingGivesItBack(String text) {
        assertThat(Words.of("put " + Words.quote(text) + " v").texts()).containsExactly("put", text, "v");
    }

    @Test
    void quotesOnlyWhatNeedsIt() {
        assertThat(Words.quote("a/b-1")).isEqualTo("a/b-1");
        assertThat(Words.quote("a b")).isEqualTo("'a b'");
    }
}
