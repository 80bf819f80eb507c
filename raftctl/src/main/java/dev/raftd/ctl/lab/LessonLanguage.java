package dev.raftd.ctl.lab;

import dev.raftd.ctl.lab.Lesson.Task;
import dev.raftd.ctl.lab.Manual.Page.Kind;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.output.Style;
import dev.raftd.ctl.shell.Language;
import dev.raftd.lab.Lab;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The lines of `raftctl lab learn`: those of the lab, and those that lead through the lessons. After each line the task's check is made.
public final class LessonLanguage implements Language {
    private static final int USAGE = 2;

    private final Out out;
    private final Out err;
    private final Pen pen;
    private final Manual manual = manual();
    private final Set<String> solved = new HashSet<>();
    private Lesson lesson;
    private int place;
    private Lab lab;
    private LabLanguage language;
    private Completions completions;

    /// @param name of the lesson to begin with
    public LessonLanguage(String name, Out out, Out err, Pen pen) {
        this.out = out;
        this.err = err;
        this.pen = pen;
        this.lesson = Lesson.read(name);
        this.lab = lesson.begin(0);
        this.language = new LabLanguage(lab, out, err, pen, manual);
        this.completions = new Completions(manual, lab);
    }

    /// The names of the lessons, in order.
    public static List<String> lessons() {
        return Lesson.NAMES;
    }

    private static Manual manual() {
        Manual manual = Manual.ofLab();
        Kind k = Kind.LESSON;
        manual.add(k, "task", "Says again what is to be done.", "task");
        manual.add(k, "hint", "Helps.", "hint");
        manual.add(k, "solution", "Shows a solution, done from the task's beginning.", "solution");
        manual.add(k, "retry", "Goes back to the task's beginning.", "retry");
        manual.add(k, "next", "Goes on to the next task, from where the solution leads, or to the next lesson.", "next");
        manual.add(k, "lessons", "Lists the lessons and what is done of them.", "lessons");
        manual.add(k, "lesson LESSON", "Begins a lesson.", "lesson figure8");
        manual.add(k, "quit", "Leaves, as Ctrl-D does.", "quit");
        return manual;
    }

    /// Says what the first lesson is about, and its first task.
    public LessonLanguage begin() {
        tellLesson();
        out.line(Style.FAINT, "'hint' helps, 'solution' shows the way, 'help' lists all commands, 'quit' leaves.");
        return this;
    }

    @Override
    public String prompt() {
        return language.isInsideDirective() ? language.prompt() : lesson.name() + " " + (place + 1) + "/" + lesson.tasks().size() + "> ";
    }

    @Override
    public boolean ends(String line) {
        return language.ends(line);
    }

    @Override
    public void dropped() {
        language.dropped();
    }

    @Override
    public int end() {
        return language.end();
    }

    @Override
    public Stream<String> candidates(List<String> before, String word) {
        if (language.isInsideDirective())
            return Stream.of();
        boolean name = before.size() == 1 && before.getFirst().equals("lesson");
        return name ? Lesson.NAMES.stream() : completions.of(before, word);
    }

    @Override
    public int run(String line) {
        List<String> words = List.of(line.strip().split("\\s+"));
        if (language.isInsideDirective())
            return played(line);
        return switch (words.getFirst()) {
            case "task" -> tellTask();
            case "hint" -> tell(task().hint());
            case "solution" -> solution();
            case "retry" -> retry();
            case "next" -> next();
            case "lessons" -> list();
            case "lesson" -> lesson(words);
            case "branch", "switch", "branches" ->
                refuse("a lesson has no branches", "'undo' takes directives back, 'retry' all of this task");
            default -> played(line);
        };
    }

    private Task task() {
        return lesson.tasks().get(place);
    }

    private String key(Lesson of, int task) {
        return of.name() + " " + task;
    }

    private int played(String line) {
        int status = language.run(line);
        check();
        return status;
    }

    private void check() {
        if (solved.contains(key(lesson, place)) || !task().check().holds(lab))
            return;
        solved.add(key(lesson, place));
        out.line(Style.GOOD, "Done.");
        tell(task().done());
        boolean last = place + 1 == lesson.tasks().size();
        out.line(Style.FAINT, !last
                ? "'next' goes on."
                : nextLesson() == null
                        ? "This was the last lesson. 'quit' leaves, 'raftctl lab' lets you go on by yourself."
                        : "This lesson is done. 'next' begins the next one, '" + nextLesson() + "'.");
    }

    private int tell(String text) {
        out.line(text.stripTrailing());
        return 0;
    }

    private int refuse(String sentence, String next) {
        err.line(Printable.line("raftctl: usage: " + sentence + "; " + next));
        return USAGE;
    }

    private void tellLesson() {
        out.line(Style.HEADING,
                "Lesson " + (Lesson.NAMES.indexOf(lesson.name()) + 1) + " of " + Lesson.NAMES.size() + ": " + lesson.title());
        tell(lesson.text());
        tellTask();
    }

    private int tellTask() {
        out.line("");
        out.line(Style.HEADING, "Task " + (place + 1) + " of " + lesson.tasks().size());
        tell(task().text());
        return language.run("draw");
    }

    private void toTask(int newPlace) {
        place = newPlace;
        lab = lesson.begin(place);
        language = new LabLanguage(lab, out, err, pen, manual);
        completions = new Completions(manual, lab);
    }

    private int retry() {
        toTask(place);
        return tellTask();
    }

    private int solution() {
        toTask(place);
        for (String directive : task().solution()) {
            String[] lines = directive.split("\n", 2);
            out.line(Style.HEADING, prompt() + lines[0]);
            language.run(lines[0]);
            if (lines.length == 2) {
                out.line(Style.HEADING, prompt() + lines[1]);
                language.run(lines[1]);
            }
        }
        check();
        return 0;
    }

    private int next() {
        if (!solved.contains(key(lesson, place)))
            return refuse("this task is not done yet", "'hint' helps, 'solution' shows it, 'lesson NAME' goes to another lesson");
        if (place + 1 < lesson.tasks().size()) {
            toTask(place + 1);
            return tellTask();
        }
        String name = nextLesson();
        return name == null ? refuse("this was the last lesson", "'lessons' lists them, 'quit' leaves") : begin(name);
    }

    private @Nullable String nextLesson() {
        int next = Lesson.NAMES.indexOf(lesson.name()) + 1;
        return next < Lesson.NAMES.size() ? Lesson.NAMES.get(next) : null;
    }

    private int lesson(List<String> words) {
        if (words.size() != 2 || !Lesson.NAMES.contains(words.get(1)))
            return refuse("the lessons are " + String.join(", ", Lesson.NAMES), "give one, such as 'lesson election'");
        return begin(words.get(1));
    }

    private int begin(String name) {
        lesson = Lesson.read(name);
        toTask(0);
        tellLesson();
        return 0;
    }

    private int list() {
        for (String name : Lesson.NAMES) {
            Lesson some = Lesson.read(name);
            long done = Stream.iterate(0, i -> i + 1).limit(some.tasks().size()).filter(i -> solved.contains(key(some, i))).count();
            out.line(String.format("%s %-12s %d of %d  %s", name.equals(lesson.name()) ? "*" : " ", name, done, some.tasks().size(),
                    some.title()));
        }
        return 0;
    }
}
