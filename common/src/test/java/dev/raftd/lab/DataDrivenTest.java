package dev.raftd.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.raftd.InvariantError;
import org.junit.jupiter.api.Test;

class DataDrivenTest {
    /// Prints its input; `fail` and `break` do what they say.
    private static final Suite ECHO = directive -> switch (directive.command()) {
        case "fail" -> throw new TestFailureException("no sense");
        case "break" -> throw new InvariantError("cannot be");
        case "blank" -> "a\n \nb";
        default -> directive.input();
    };

    private static FileResult run(String text) throws DataFileException {
        return DataDriven.run(DataDriven.parse("f.txt", text), ECHO);
    }

    private static String rewrite(String text) throws DataFileException, TestFailureException {
        return DataDriven.rewrite(DataDriven.parse("f.txt", text), ECHO);
    }

    @Test
    void aFilePassesIfEveryDirectivePrintsWhatItShould() throws DataFileException {
        assertThat(run("echo\nx\n----\nx\n\necho\n----\n\necho\n----\n")).isEqualTo(new FileResult.Passed());
    }

    @Test
    void theFirstDifferenceEndsTheFile() throws DataFileException {
        FileResult result = run("echo\nx\n----\ny\n\nfail\n----\n");
        assertThat(result).isInstanceOfSatisfying(FileResult.Mismatched.class, mismatch -> {
            assertThat(mismatch.actual()).isEqualTo("x\n");
            assertThat(mismatch.block().directive().position()).isEqualTo("f.txt:1");
        });
    }

    @Test
    void trailingSpacesCount() throws DataFileException {
        assertThat(run("echo\nx\n----\nx \n")).isInstanceOf(FileResult.Mismatched.class);
    }

    @Test
    void failuresAndBrokenInvariantsAreNeverOutput() throws DataFileException {
        assertThat(run("\nfail\n----\nno sense\n")).isEqualTo(new FileResult.Aborted("f.txt:2: no sense"));
        assertThat(run("break\n----\n")).isEqualTo(new FileResult.Aborted("f.txt:1: invariant broken: cannot be"));
        assertThatThrownBy(() -> rewrite("fail\n")).isInstanceOf(TestFailureException.class).hasMessage("f.txt:1: no sense");
    }

    @Test
    void rewritingKeepsEverythingButTheOutput() throws Exception {
        assertThat(rewrite("# c\n\nsubtest s\necho a=1 \\\n b\nin\n\nput\n----\nold\n\n\n# d\nsubtest end\necho\n----\nold\n\n# end\n\n"))
                .isEqualTo(
                        "# c\n\nsubtest s\necho a=1 \\\n b\nin\n\nput\n----\nin\n\nput\n\n# d\nsubtest end\necho\n----\n\n# end\n".replace(
                                "----\nin\n\nput\n\n",
                                "----\n----\nin\n\nput\n----\n----\n\n\n"));
    }

    @Test
    void rewritingAddsAMissingSeparator() throws Exception {
        assertThat(rewrite("echo\nx")).isEqualTo("echo\nx\n----\nx\n");
    }

    @Test
    void rewritingUsesTheBlankLineFormWhereItMust() throws Exception {
        String text = rewrite("blank\n----\n\necho\nx\n");
        assertThat(text).isEqualTo("blank\n----\n----\na\n \nb\n----\n----\n\necho\nx\n----\nx\n");
        assertThat(run(text)).isEqualTo(new FileResult.Passed());
        assertThat(rewrite(text)).isEqualTo(text);
    }

    @Test
    void rewritingAPassingFileChangesNothing() throws Exception {
        String text = "# c\n\necho\nx\n----\nx\n\n\n\necho\n----\n\necho\ny\n----\ny\n";
        assertThat(run(text)).isEqualTo(new FileResult.Passed());
        assertThat(rewrite(text)).isEqualTo(text);
    }
}
