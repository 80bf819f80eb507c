package dev.raftd.ctl.lab;

import dev.raftd.lab.DataDriven;
import dev.raftd.lab.DataFile;
import dev.raftd.lab.DataFileException;
import dev.raftd.lab.Directive;
import dev.raftd.lab.Lab;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A lesson: a text, and tasks one after the other, each with a prepared state, a check, a hint, a solution and what is to be learnt.
///
/// Its file is a scenario. Comments that begin with `#!` begin a part; the other comments are the part's text, the directives below it
/// are run to prepare a state, or to solve a task:
///
///     #! lesson How a leader is elected
///     # text ...
///     #! task
///     # text ...
///     #! prepare                             may be absent
///     add-nodes 3 voters=(1,2,3) index=2 ...
///     #! check 2.role == leader
///     #! hint
///     # text ...
///     #! solution
///     campaign 2 ...
///     #! done
///     # text ...
///
/// A task begins where the one before ends if it is solved as its solution does, whatever way the pupil found.
record Lesson(String name, String title, String text, List<Task> tasks) {
    /// In the order in which they build on each other.
    static final List<String> NAMES = List.of("election", "replication", "figure8", "probing", "joint", "reads");

    Lesson {
        tasks = List.copyOf(tasks);
    }

    record Task(String text, List<String> prepare, Condition check, String hint, List<String> solution, String done) {
        Task {
            prepare = List.copyOf(prepare);
            solution = List.copyOf(solution);
        }
    }

    /// @throws IllegalStateException if the file is none of a lesson: it comes with the program
    static Lesson read(String name) {
        try (InputStream in = Lesson.class.getResourceAsStream("lessons/" + name + ".txt")) {
            if (in == null)
                throw new IllegalStateException("no lesson " + name);
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Parts().lesson(name, DataDriven.parse(name + ".txt", text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DataFileException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A lab in the state in which a task begins.
    ///
    /// @param task its place, from 0
    Lab begin(int task) {
        Lab lab = new Lab();
        for (Task before : tasks.subList(0, task)) {
            run(lab, before.prepare);
            run(lab, before.solution);
        }
        run(lab, tasks.get(task).prepare);
        lab.keep();
        return lab;
    }

    static void run(Lab lab, List<String> directives) {
        for (String directive : directives) {
            String[] lines = directive.split("\n", 2);
            Lab.Answer answer = lab.run(lines[0], lines.length == 1 ? "" : lines[1]);
            if (!answer.done())
                throw new IllegalStateException(directive + ": " + answer.text());
        }
    }

    /// The parts of a file, collected from its comments and directives in order.
    private static final class Parts {
        private String title = "";
        private final StringBuilder intro = new StringBuilder();
        private final List<TaskParts> tasks = new ArrayList<>();
        private StringBuilder text = intro;
        private List<String> directives = new ArrayList<>();

        private static final class TaskParts {
            private final StringBuilder text = new StringBuilder();
            private final StringBuilder hint = new StringBuilder();
            private final StringBuilder done = new StringBuilder();
            private final List<String> prepare = new ArrayList<>();
            private final List<String> solution = new ArrayList<>();
            private String check = "";

            Task task() {
                return new Task(text.toString(), prepare, Condition.parse(check), hint.toString(), solution, done.toString());
            }
        }

        Lesson lesson(String name, DataFile file) {
            for (DataFile.Block block : file.blocks()) {
                block.lines().stream().filter(line -> line.startsWith("#")).forEach(this::comment);
                directives.add(line(block));
            }
            file.rest().stream().filter(line -> line.startsWith("#")).forEach(this::comment);
            return new Lesson(name, title, intro.toString(), tasks.stream().map(TaskParts::task).toList());
        }

        /// The directive as it was written, with its input.
        private static String line(DataFile.Block block) {
            Directive directive = block.directive();
            List<String> lines = block.lines().stream().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
            return Lab.takesInput(lines.getFirst()) ? lines.getFirst() + "\n" + directive.input() : lines.getFirst();
        }

        private void comment(String line) {
            if (!line.startsWith("#!")) {
                text.append(line.substring(Math.min(2, line.length()))).append('\n');
                return;
            }
            String[] words = line.substring(2).strip().split(" ", 2);
            begin(words[0], words.length == 1 ? "" : words[1]);
        }

        private void begin(String part, String rest) {
            switch (part) {
                case "lesson" -> title = rest;
                case "task" -> {
                    tasks.add(new TaskParts());
                    text = tasks.getLast().text;
                }
                case "prepare" -> directives = tasks.getLast().prepare;
                case "check" -> tasks.getLast().check = rest;
                case "hint" -> text = tasks.getLast().hint;
                case "solution" -> directives = tasks.getLast().solution;
                case "done" -> text = tasks.getLast().done;
                default -> throw new IllegalStateException("a lesson has no part " + part);
            }
        }
    }
}
