package dev.raftd.ctl.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.ctl.output.Out;
import dev.raftd.lab.Lab;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManualTest {
    private final Lab lab = new Lab();
    private final Out nowhere = new Out(new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8), false);
    private final LabLanguage language = new LabLanguage(lab, nowhere, nowhere, Pen.PLAIN);

    @Test
    void hasAPageForEachCommandOfTheLanguage() {
        assertThat(Manual.ofLab().pages().stream().map(Manual.Page::name)).containsAll(Lab.commands());
    }

    @Test
    void fitsOnATerminal() {
        Manual manual = Manual.ofLab();
        assertThat(manual.list().lines()).allMatch(line -> line.length() <= Pen.COLUMNS);
        assertThat(manual.pages()).allSatisfy(page -> assertThat(Manual.explain(page).lines()).allMatch(l -> l.length() <= Pen.COLUMNS));
    }

    @TestFactory
    Stream<DynamicTest> examplesMakeSense() {
        return Manual.ofLab().pages().stream().filter(page -> Lab.commands().contains(page.name()))
                .map(page -> DynamicTest.dynamicTest(page.example(), () -> {
                    Lab fresh = new Lab();
                    LabLanguage inFresh = new LabLanguage(fresh, nowhere, nowhere, Pen.PLAIN);
                    Stream.of("add-nodes 3 voters=(1,2,3) index=2", "campaign 1", "stabilize", "propose 1 a", "propose 1 b", "stabilize")
                            .forEach(inFresh::run);
                    if (page.name().equals("restart"))
                        inFresh.run("crash 1");
                    int before = fresh.size();
                    assertThat(inFresh.run(page.example())).isZero();
                    assertThat(fresh.size()).isEqualTo(before + 1);
                }));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '"', value = {"camp ! campaign", "campaign ? ! 1 2 3",
            "deliver-msgs 1 2 ? ! 1 2 3 type= drop=",
            "deliver-msgs type=MsgAppR ! type=MsgAppResp", "deliver-msgs drop=( ! drop=(1, drop=(1) drop=(2, drop=(2) drop=(3, drop=(3)",
            "deliver-msgs drop=(2,3 ! drop=(2,3, drop=(2,3)", "transfer-leadership from=1 to= ! to=1 to=2 to=3",
            "log-level ? ! debug info warn error none",
            "propose-conf-change 1 transition=e ! transition=explicit", "partition 1, ! 1,1 1,2 1,3", "partition 1,2| ! 1,2|1 1,2|2 1,2|3",
            "switch ? ! main other", "help camp ! campaign", "propose 1 ? ! ''", "save x ? ! --force"})
    void completes(String line, String expected) {
        lab.run("add-nodes 3 voters=(1,2,3) index=2", "");
        lab.branch("other");
        String typed = line.replace("?", "");
        List<String> words = List.of(typed.split(" ", -1));
        String word = words.getLast();
        List<String> found = language.candidates(words.subList(0, words.size() - 1), word).filter(c -> c.startsWith(word)).toList();
        assertThat(String.join(" ", found)).isEqualTo(expected.replace("''", ""));
    }
}
