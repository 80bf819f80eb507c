package dev.raftd.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DataFileParserTest {
    private static DataFile parse(String text) throws DataFileException {
        return DataDriven.parse("f.txt", text);
    }

    private static DataFile.Block only(String text) throws DataFileException {
        DataFile file = parse(text);
        assertThat(file.blocks()).hasSize(1);
        return file.blocks().getFirst();
    }

    private static List<Argument> arguments(String line) throws DataFileException {
        return only(line).directive().arguments();
    }

    private static void refuses(String text, String message) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(DataFileException.class).hasMessage(message);
    }

    @Test
    void aDirectiveHasInputAndExpectation() throws DataFileException {
        DataFile.Block block = only("# why\n\n  cmd a  \n one\n\n# two \n\n----\nx\n y\n\n");
        assertThat(block.directive()).isEqualTo(new Directive("f.txt:3", "cmd", List.of(new Argument("a", List.of())), "one\n\n# two"));
        assertThat(block.expected()).isEqualTo("x\n y\n");
        assertThat(block.expectedLine()).isEqualTo(9);
        assertThat(block.lines()).containsExactly("# why", "", "  cmd a  ", " one", "", "# two ", "");
    }

    @Test
    void aFileMayEndAnywhere() throws DataFileException {
        assertThat(parse("").blocks()).isEmpty();
        assertThat(parse("# only\n").rest()).containsExactly("# only");
        assertThat(only("cmd").expected()).isEmpty();
        assertThat(only("cmd\ninput").directive().input()).isEqualTo("input");
        assertThat(only("cmd\n----").expected()).isEmpty();
        assertThat(only("cmd\n----\nlast").expected()).isEqualTo("last\n");
    }

    @Test
    void carriageReturnsBeforeLineEndsAreDropped() throws DataFileException {
        assertThat(only("cmd\r\nin\r\n----\r\nout\r\n").expected()).isEqualTo("out\n");
    }

    @Test
    void aSeparatorIsExact() throws DataFileException {
        assertThat(only("cmd\n---- \n----\nx").directive().input()).isEqualTo("----");
    }

    @Test
    void aBackslashJoinsLines() throws DataFileException {
        DataFile.Block block = only("cmd a \\\n   b=1 \\\n c\n----\n");
        assertThat(block.directive().arguments()).extracting(Argument::key).containsExactly("a", "b", "c");
        assertThat(block.directive().position()).isEqualTo("f.txt:1");
    }

    @Test
    void argumentsKeepOrderAndRepetition() throws DataFileException {
        assertThat(arguments("cmd b a=1 \t a=1,2 c= d")).containsExactly(new Argument("b", List.of()), new Argument("a", List.of("1")),
                new Argument("a", List.of("1,2")), new Argument("c", List.of("")), new Argument("d", List.of()));
    }

    @Test
    void valuesInParenthesesSplitAtOuterCommas() throws DataFileException {
        assertThat(arguments("cmd a=( 1 ,2,  (3, 4)) b=() c=(x,)d")).containsExactly(new Argument("a", List.of(" 1 ", "2", "(3, 4)")),
                new Argument("b", List.of("")), new Argument("c", List.of("x", "")), new Argument("d", List.of()));
    }

    @Test
    void theCommandRunsToTheFirstSpaceOnly() throws DataFileException {
        assertThat(only("a=1\tb c").directive().command()).isEqualTo("a=1\tb");
    }

    @Test
    void parseErrorsNamePlaceAndColumn() {
        refuses("\n\nxx =\n", "f.txt:3: cannot parse directive at column 4: xx =");
        refuses("xx é =1", "f.txt:1: cannot parse directive at column 7: xx é =1");
        refuses("xx a=(1,(2)", "f.txt:1: cannot parse directive at column 6: xx a=(1,(2)");
    }

    @Test
    void blankLinesAreExpectedBetweenDoubledSeparators() throws DataFileException {
        DataFile file = parse("cmd\n----\n----\na\n\n----\n----x\nb\n----\n----\n\nnext\n----\nc\n");
        assertThat(file.blocks()).extracting(DataFile.Block::expected).containsExactly("a\n\n----\n----x\nb\n", "c\n");
        assertThat(file.blocks().getFirst().expectedLine()).isEqualTo(4);
    }

    @Test
    void afterALoneSeparatorInBlankLineTextTheNextLineIsText() throws DataFileException {
        assertThat(only("cmd\n----\n----\n----\nx\n----\n----\n").expected()).isEqualTo("----\nx\n");
        assertThat(only("cmd\n----\n----\nx\n----").expected()).isEqualTo("x\n----\n");
    }

    @Test
    void aDoubledSeparatorNeedsABlankLineAfterIt() {
        refuses("cmd\n----\n----\nx\n----\n----\ny\n", "f.txt:7: an expected text closed by ---- twice needs a blank line after it");
    }

    @Test
    void subtestsGroupDirectives() throws DataFileException {
        DataFile file = parse("subtest a\n\ncmd\n----\nx\n\nsubtest a/b\nsubtest end a/b\nsubtest end\ncmd\n");
        assertThat(file.blocks()).hasSize(2);
        assertThat(file.blocks().getLast().lines()).containsExactly("subtest a/b", "subtest end a/b", "subtest end", "cmd");
    }

    @Test
    void subtestsNestAndEnd() {
        refuses("subtest\n", "f.txt:1: a subtest needs a name");
        refuses("subtest a b\n", "f.txt:1: a subtest has one name");
        refuses("subtest end\n", "f.txt:1: subtest end without a subtest");
        refuses("subtest a\nsubtest b\n", "f.txt:2: a subtest in a must begin with a/");
        refuses("subtest a\nsubtest end b\n", "f.txt:2: subtest end b in subtest a");
        refuses("subtest a\nsubtest end a b\n", "f.txt:2: subtest end has at most one name");
        refuses("subtest a\n", "f.txt:1: the file ends without subtest end a");
    }

    @Test
    void aLineOf64KiBEndsTheFile() throws DataFileException {
        assertThat(only("cmd\n----\nx\n" + "y".repeat(64 * 1024) + "\nz\n").expected()).isEqualTo("x\n");
        assertThat(only("cmd\n----\n" + "é".repeat(32 * 1024) + "\n").expected()).isEmpty();
        assertThat(only("cmd\n----\n" + "y".repeat(64 * 1024 - 1) + "\n").expected()).hasSize(64 * 1024);
    }

    @Test
    void trimmingKnowsUnicode() throws DataFileException {
        assertThat(only("\u00a0\u3000cmd\u0085\n----\nx\n\u2003\n").expected()).isEqualTo("x\n");
    }
}
