package dev.raftd.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.ctl.command.Ctl.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `raftctl lab` with a script instead of a terminal.
class LabTest {
    private static final String GROUP = "log-level none\nadd-nodes 3 voters=(1,2,3) index=2\ncampaign 1\nstabilize\nlog-level error\n";

    @TempDir
    private Path dir = Path.of("");

    private static Run lab(String script, String... words) {
        List<String> line = new ArrayList<>(List.of("lab"));
        line.addAll(List.of(words));
        return Ctl.alone().input(script).run(line.toArray(String[]::new));
    }

    @Test
    void printsWhatAScenarioFileHasBelowTheDirectives() {
        assertThat(lab("add-nodes 1 voters=(1) index=2\n\n# why\ncampaign 1\nlog-level warn\nraft-state\n")).isEqualTo(new Run(0, """
                INFO 1 switched to configuration voters=(1)
                INFO 1 became follower at term 0
                INFO newRaft 1 [peers: [1], term: 0, commit: 2, applied: 2, lastindex: 2, lastterm: 1]
                INFO 1 is starting a new election at term 0
                INFO 1 became candidate at term 1
                ok
                1: StateCandidate (Voter) Term:1 Lead:0
                """, ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {"campaign 9 ! usage: there is no node 9; see 'help campaign'",
            "nonsense ! usage: there is no command nonsense; see 'help'", "help nonsense ! usage: there is no command nonsense; see 'help'",
            "undo x ! usage: the command is: undo N; see 'help undo'", "switch x ! usage: there is no branch x; see 'branches'",
            "branch main ! usage: there is a branch main already; go to it with 'switch main'",
            "diagram --svg ! usage: the command is: diagram [--mermaid]; see 'help diagram'",
            "save ! usage: the command is: save FILE [--force]; see 'help save'",
            "propose-conf-change 1 ! usage: 'propose-conf-change 1' lacks its changes; give them on the next line, or behind it"})
    void whatMakesNoSenseIsToldInALine(String line, String message) {
        Run run = lab(GROUP + line + "\n");
        assertThat(run.err()).isEqualTo("raftctl: " + message + "\n");
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    void changesOfTheConfigurationStandOnTheNextLineOrBehind() {
        String first = lab(GROUP + "propose-conf-change 1\nv4 r2\nprocess-ready 1\n").out();
        assertThat(first).contains("1/4 EntryConfChangeV2 v4 r2");
        assertThat(lab(GROUP + "propose-conf-change 1 v4  r2\nprocess-ready 1\n").out()).isEqualTo(first);
        String explicit = GROUP + "propose-conf-change 1 transition=explicit v4\nstabilize\npropose-conf-change 1\n\nprocess-ready 1\n";
        assertThat(lab(explicit).out()).contains("EntryConfChangeV2 v4", "1/5 EntryConfChangeV2\n");
    }

    @Test
    void takesBackAndBranches() {
        assertThat(lab(GROUP + "branch b\npropose 1 x\nundo 2\nbranches\nswitch main\n").out()).endsWith("""
                in branch b, which leaves main after 5 directives
                ok
                2 taken back, 4 left
                  main  5 directives
                * b  4 directives
                in branch main, after 5 directives
                """);
    }

    @Test
    void whatIsSavedRunsAndIsNotOverwritten() throws IOException {
        Path file = dir.resolve("s.txt");
        assertThat(lab(GROUP + "propose 1 x\nstabilize\npartition 1,2|3\npropose 1 y\nprocess-ready 1\npropose 1 z\ncrash 1\n"
                + "restart 1\nsave " + file + "\n").out())
                .endsWith(file + ": 13 directives; run it with 'raftctl lab run " + file + "'\n");
        assertThat(lab("", "run", file.toString())).isEqualTo(new Run(0, "1 file, 1 passed, 0 failed\n", ""));
        String saved = Files.readString(file);
        Run again = lab("save " + file + "\n");
        assertThat(again.err())
                .isEqualTo("raftctl: file_exists: " + file + " is there already; give another name, or 'save " + file + " --force'\n");
        assertThat(again.status()).isEqualTo(2);
        assertThat(file).hasContent(saved);
        assertThat(lab("draw\nsave " + file + " --force\n", file.toString()).out()).contains("   1 follower        1 |<1> (1) (1)  1");
        assertThat(file).hasContent(saved);
    }

    @Test
    void aFileThatCannotBeWrittenOrReadIsTold() {
        assertThat(lab("save " + dir + "/none/s.txt\n").status()).isEqualTo(74);
        assertThat(lab("", dir + "/none").err()).startsWith("raftctl: io: cannot read " + dir + "/none: there is no such file;");
        assertThat(lab("", dir + "/none").status()).isEqualTo(74);
    }

    @Test
    void aFileThatIsNoScenarioIsTold() throws IOException {
        Path quorum = Files.writeString(dir.resolve("q.txt"), "vote cfg=(1) votes=(y)\n----\nVoteWon\n");
        assertThat(lab("", quorum.toString())).isEqualTo(new Run(2, "",
                "raftctl: no_scenario: " + quorum + ": no scenario of nodes and messages; give a scenario of nodes and messages\n"));
        Path other = Files.writeString(dir.resolve("o.txt"), "add-nodes 1\n----\nnothing\n");
        assertThat(lab("", other.toString()).err()).isEqualTo("raftctl: different: " + other
                + ":1: add-nodes prints something else than the file expects; the lab goes on with what ran\n");
    }

    @Test
    void isNotTakenInsideTheShell() {
        assertThat(Ctl.at("http://127.0.0.1:1").input("lab\n").run("shell").err())
                .isEqualTo("raftctl: usage: 'lab' takes lines itself, and so does this shell; leave the shell with 'exit' first\n");
    }
}
