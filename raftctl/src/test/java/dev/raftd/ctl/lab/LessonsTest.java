package dev.raftd.ctl.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.ctl.lab.Lesson.Task;
import dev.raftd.ctl.output.Out;
import dev.raftd.lab.Lab;
import dev.raftd.lab.LabRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class LessonsTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Out out = new Out(new PrintStream(printed, false, StandardCharsets.UTF_8), false);

    private static Stream<Lesson> lessons() {
        return LessonLanguage.lessons().stream().map(Lesson::read);
    }

    private String taken() {
        String text = printed.toString(StandardCharsets.UTF_8);
        printed.reset();
        return text;
    }

    @TestFactory
    Stream<DynamicTest> eachTaskIsFulfilledByItsSolutionAndNotBefore() {
        return lessons().flatMap(lesson -> IntStream.range(0, lesson.tasks().size())
                .mapToObj(i -> DynamicTest.dynamicTest(lesson.name() + " " + (i + 1), () -> {
                    Task task = lesson.tasks().get(i);
                    Lab lab = lesson.begin(i);
                    assertThat(task.check().holds(lab)).as("before").isFalse();
                    Lesson.run(lab, task.solution());
                    assertThat(task.check().holds(lab)).as("after\n" + new LogPicture(lab, Pen.PLAIN).draw()).isTrue();
                })));
    }

    /// No directive of a solution is superfluous: the task is fulfilled by the last one.
    @TestFactory
    Stream<DynamicTest> noSolutionGoesOnForNothing() {
        return lessons().flatMap(lesson -> IntStream.range(0, lesson.tasks().size())
                .mapToObj(i -> DynamicTest.dynamicTest(lesson.name() + " " + (i + 1), () -> {
                    List<String> solution = lesson.tasks().get(i).solution();
                    Lab lab = lesson.begin(i);
                    Lesson.run(lab, solution.subList(0, solution.size() - 1));
                    assertThat(lesson.tasks().get(i).check().holds(lab)).isFalse();
                })));
    }

    @TestFactory
    Stream<DynamicTest> eachIsAScenarioThatPasses() {
        return LessonLanguage.lessons().stream().map(name -> DynamicTest.dynamicTest(name, () -> {
            StringBuilder text = new StringBuilder();
            assertThat(LabRunner.run(List.of(file(name)), false, text).allPassed()).as(text.toString()).isTrue();
        }));
    }

    private static Path file(String name) throws URISyntaxException, IOException {
        URL url = Objects.requireNonNull(Lesson.class.getResource("lessons/" + name + ".txt"));
        return Path.of(url.toURI());
    }

    @TestFactory
    Stream<DynamicTest> eachHasAllItsTextsOnAnOrdinaryTerminal() {
        return lessons().map(lesson -> DynamicTest.dynamicTest(lesson.name(), () -> {
            assertThat(lesson.title()).isNotBlank();
            Stream<String> texts = lesson.tasks().stream().flatMap(task -> Stream.of(task.text(), task.hint(), task.done()));
            assertThat(Stream.concat(Stream.of(lesson.text()), texts)).allSatisfy(text -> {
                assertThat(text).isNotBlank();
                assertThat(text.lines()).allMatch(line -> line.length() <= Pen.COLUMNS);
            });
        }));
    }

    @Test
    void aPupilIsLedThroughALessonToTheNext() {
        LessonLanguage language = new LessonLanguage("election", out, out, Pen.PLAIN).begin();
        assertThat(taken()).contains("Lesson 1 of 6: How a leader is elected", "Task 1 of 4", "   3 follower        0 |<1>");
        assertThat(language.prompt()).isEqualTo("election 1/4> ");
        assertThat(language.run("next")).isEqualTo(2);
        assertThat(taken()).contains("this task is not done yet");
        language.run("campaign 1");
        assertThat(taken()).doesNotContain("Done.");
        language.run("undo");
        language.run("campaign 2");
        assertThat(taken()).contains("Done.", "'next' goes on.");
        assertThat(language.run("next")).isZero();
        assertThat(taken()).contains("Task 2 of 4");
        for (int i = 0; i < 3; i++) {
            language.run("solution");
            language.run("next");
        }
        assertThat(taken()).contains("'next' begins the next one, 'replication'", "Lesson 2 of 6");
        language.run("lessons");
        assertThat(taken()).contains("  election     4 of 4", "* replication  0 of 5");
    }

    @Test
    void aCrashBeforeTheRequestArrivesIsNotTheCrashThatIsAskedFor() {
        Task task = Lesson.read("election").tasks().get(3);
        Lab lab = Lesson.read("election").begin(3);
        Lesson.run(lab, List.of("campaign 1", "process-ready 1", "crash 3", "deliver-msgs 3"));
        assertThat(task.check().holds(lab)).isFalse();
    }

    @Test
    void moreThanIsAskedForIsNotHeldAgainstThePupil() {
        Task task = Lesson.read("probing").tasks().get(3);
        Lab lab = Lesson.read("probing").begin(3);
        Lesson.run(lab, List.of("restart 3", "propose 2 f", "stabilize"));
        assertThat(task.check().holds(lab)).isTrue();
    }

    @Test
    void whatIsDoneIsToldOnce() {
        LessonLanguage language = new LessonLanguage("election", out, out, Pen.PLAIN);
        language.run("campaign 2");
        taken();
        language.run("raft-state");
        assertThat(taken()).doesNotContain("Done.");
    }

    @Test
    void aPreparedStateIsNotTakenBack() {
        LessonLanguage language = new LessonLanguage("replication", out, out, Pen.PLAIN);
        language.run("undo 10");
        assertThat(taken()).isEqualTo("0 taken back, 5 left\n");
        language.run("propose 1 x");
        language.run("retry");
        assertThat(taken()).endsWith("peer              match next\n   1 replicate        3    4\n   2 replicate        3    4\n"
                + "   3 replicate        3    4\n");
    }

    @Test
    void aSolutionIsShownWithItsInput() {
        LessonLanguage language = new LessonLanguage("joint", out, out, Pen.PLAIN);
        language.run("solution");
        assertThat(taken()).startsWith("joint 1/4> propose-conf-change 1 transition=explicit\nchanges, such as")
                .contains("> v4 r3\n", "Done.");
    }
}
