package dev.raftd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabRunnerTest {
    private static final String PASSING = "vote cfg=(1) votes=(y)\n----\nVoteWon\n";
    private static final String FAILING = "# x\nvote cfg=(1) votes=(y)\n----\nVoteLost\n";

    @TempDir
    private Path folder;
    private final StringBuilder out = new StringBuilder();

    private Path file(String name, String text) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private String run(boolean rewrite) throws IOException {
        LabRunner.run(List.of(folder), rewrite, out);
        return out.toString().replace(folder + "/", "");
    }

    @Test
    void foldersAreWalkedByNameWithoutHiddenAndBackupFilesAndPages() throws IOException {
        file("b/1.txt", "xx =\n");
        file("a.txt", "yy =\n");
        file(".hidden", FAILING);
        file("b.txt~", FAILING);
        file("#b.txt#", FAILING);
        file("README.md", FAILING);
        assertThat(run(false)).isEqualTo("""
                a.txt:1: cannot parse directive at column 4: yy =
                b/1.txt:1: cannot parse directive at column 4: xx =
                2 files, 0 passed, 2 failed
                """);
    }

    @Test
    void aDifferenceIsShownWithItsLines() throws IOException {
        file("a.txt", PASSING);
        file("b.txt", FAILING);
        assertThat(run(false)).isEqualTo("""
                b.txt:2: vote prints something else
                --- b.txt expected
                +++ b.txt actual
                @@ -4,1 +4,1 @@
                -VoteLost
                +VoteWon
                2 files, 1 passed, 1 failed
                """);
    }

    @Test
    void whatCannotBeRunFailsWithAPlace() throws IOException {
        file("a.txt", "vote cfg=(1) votes=(x)\n----\n");
        file("b.txt", "hello\n----\n");
        Files.write(folder.resolve("c.txt"), "vote é".getBytes(StandardCharsets.ISO_8859_1));
        LabRunner.run(List.of(folder.resolve("d.txt")), false, out);
        assertThat(run(false)).isEqualTo("""
                d.txt: no such file
                1 file, 0 passed, 1 failed
                a.txt:1: unknown vote: x
                b.txt:1: no suite has this file's commands
                c.txt: not UTF-8 text
                3 files, 0 passed, 3 failed
                """);
    }

    @Test
    void rewritingPutsTheOutputIntoTheFile() throws IOException {
        Path fixed = file("a.txt", FAILING);
        Path broken = file("b.txt", "vote cfg=(1) votes=(x)\n----\nold\n");
        assertThat(run(true)).isEqualTo("b.txt:1: unknown vote: x\n2 files, 1 passed, 1 failed\n");
        assertThat(fixed).hasContent("# x\n" + PASSING);
        assertThat(broken).hasContent("vote cfg=(1) votes=(x)\n----\nold\n");
    }

    @Test
    void aFileWithoutDirectivesPasses() throws IOException {
        file("a.txt", "# nothing yet\n");
        assertThat(run(false)).isEqualTo("1 file, 1 passed, 0 failed\n");
    }
}
