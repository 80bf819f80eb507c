package dev.raftd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {
    private static String lines(String letters) {
        return letters.chars().mapToObj(c -> (char) c + "\n").collect(Collectors.joining());
    }

    @Test
    void changesStandInTheirContext() {
        assertThat(UnifiedDiff.of("f", lines("abcdefg"), lines("abcxefg"), 10)).isEqualTo("""
                --- f expected
                +++ f actual
                @@ -10,7 +10,7 @@
                 a
                 b
                 c
                -d
                +x
                 e
                 f
                 g
                """);
    }

    @Test
    void farChangesHaveHunksOfTheirOwnAndNearOnesShareOne() {
        assertThat(UnifiedDiff.of("f", lines("abcdefghijkl"), lines("bcdefghijklm"), 1)).contains("@@ -1,4 +1,3 @@", "@@ -10,3 +9,4 @@");
        assertThat(UnifiedDiff.of("f", lines("abcdefg"), lines("bcdefgh"), 1)).contains("@@ -1,7 +1,7 @@").containsOnlyOnce("@@ -");
    }

    @Test
    void nothingExpectedOrPrintedIsADifferenceToo() {
        assertThat(UnifiedDiff.of("f", "", "a\n", 5)).endsWith("@@ -5,0 +5,1 @@\n+a\n");
        assertThat(UnifiedDiff.of("f", "a\n", "", 5)).endsWith("@@ -5,1 +5,0 @@\n-a\n");
    }

    /// Takes the two texts back out of hunks whose context covers everything.
    @Test
    void bothTextsCanBeReadBack() {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            String before = randomLines(random);
            String after = randomLines(random);
            if (before.equals(after))
                continue;
            List<String> diff = UnifiedDiff.of("f", before, after, 1).lines().skip(3).toList();
            assertThat(UnifiedDiff.of("f", before, after, 1)).containsOnlyOnce("@@ -");
            assertThat(side(diff, '+')).isEqualTo(before);
            assertThat(side(diff, '-')).isEqualTo(after);
        }
    }

    private static String randomLines(Random random) {
        return lines(random.ints(random.nextInt(4), 'a', 'd').mapToObj(c -> String.valueOf((char) c)).collect(Collectors.joining()));
    }

    private static String side(List<String> diff, char other) {
        return diff.stream().filter(line -> line.charAt(0) != other).map(line -> line.substring(1) + "\n").collect(Collectors.joining());
    }
}
