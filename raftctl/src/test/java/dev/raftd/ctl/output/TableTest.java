package dev.raftd.ctl.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableTest {
    private static String print(Table table, boolean colour) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new Out(new PrintStream(bytes, false, StandardCharsets.UTF_8), colour).table(table);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void alignsNumbersAtTheRightAndLeavesNoSpacesAtTheEnd() {
        Table table = new Table("ID", "TERM", "TEXT").row("1", 7, "a").row("23", 12345, "");
        assertThat(print(table, false)).isEqualTo("""
                ID   TERM  TEXT
                1       7  a
                23  12345
                """);
    }

    @Test
    void leavesOneSpaceBetweenColumnsWhereThatMakesItFit() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] columns = {0};
        Out out = new Out(new PrintStream(bytes, false, StandardCharsets.UTF_8), false, () -> columns[0]);
        Table table = new Table("ONE", "TWO", "SIX").row(1, "b", "c");
        for (int wide : new int[]{0, 13, 12, 11, 10}) {
            columns[0] = wide;
            out.table(table);
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("ONE"))).containsExactly("ONE  TWO  SIX",
                "ONE  TWO  SIX", "ONE TWO SIX", "ONE TWO SIX", "ONE  TWO  SIX");
    }

    @Test
    void countsTheColumnsThatCharactersTake() {
        Table table = new Table("K", "V").row("日本", 1).row("e\u0301", 2);
        assertThat(print(table, false)).isEqualTo("K     V\n日本  1\ne\u0301     2\n");
    }

    @Test
    void letsNoCellDriveTheTerminal() {
        assertThat(print(new Table("K").row("\u001b[2J\n"), false)).isEqualTo("K\n\\x1b[2J\\n\n");
    }

    @Test
    void coloursWholeLinesOnlyWhereAsked() {
        Table table = new Table("K").row(Style.BAD, "x").row("y");
        assertThat(print(table, true)).isEqualTo("\u001b[1mK\u001b[0m\n\u001b[31mx\u001b[0m\ny\n");
        assertThat(print(table, false)).isEqualTo("K\nx\ny\n");
    }
}
