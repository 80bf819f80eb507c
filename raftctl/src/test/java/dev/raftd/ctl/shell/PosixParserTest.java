package dev.raftd.ctl.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.Parser.ParseContext;
import org.junit.jupiter.api.Test;

class PosixParserTest {
    private static CompletingParsedLine at(String lineWithCursor) {
        int cursor = lineWithCursor.indexOf('|');
        String line = lineWithCursor.replace("|", "");
        return (CompletingParsedLine) new PosixParser().parse(line, cursor, ParseContext.COMPLETE);
    }

    @Test
    void findsTheWordAtTheCursor() {
        assertThat(at("get ke|y x")).extracting(l -> l.word(), l -> l.wordIndex(), l -> l.wordCursor(), l -> l.rawWordCursor(),
                l -> l.rawWordLength()).containsExactly("key", 1, 2, 2, 3);
        assertThat(at("get 'a b|' x")).extracting(l -> l.word(), l -> l.wordIndex(), l -> l.wordCursor(), l -> l.rawWordCursor(),
                l -> l.rawWordLength()).containsExactly("a b", 1, 3, 4, 5);
    }

    @Test
    void findsAnEmptyWordBetweenWordsAndAtTheEnd() {
        assertThat(at("get | x")).extracting(l -> l.word(), l -> l.wordIndex(), l -> l.words().size()).containsExactly("", 1, 3);
        assertThat(at("get |")).extracting(l -> l.word(), l -> l.wordIndex(), l -> l.words().size()).containsExactly("", 1, 2);
        assertThat(at("|")).extracting(l -> l.word(), l -> l.wordIndex()).containsExactly("", 0);
    }

    @Test
    void completesInsideAnOpenQuote() {
        assertThat(at("get 'a b|")).extracting(l -> l.word(), l -> l.wordCursor(), l -> l.rawWordLength()).containsExactly("a b", 3, 4);
    }

    @Test
    void quotesACandidateAndLeavesAPartialOneOpen() {
        assertThat(at("get |").escape("a b", true)).hasToString("'a b'");
        assertThat(at("get |").escape("a b", false)).hasToString("'a b");
        assertThat(at("get |").escape("ab", false)).hasToString("ab");
    }

    @Test
    void asksForMoreWhileAQuoteIsOpen() {
        assertThatThrownBy(() -> new PosixParser().parse("put a 'b", 8, ParseContext.ACCEPT_LINE)).isInstanceOf(EOFError.class);
    }
}
