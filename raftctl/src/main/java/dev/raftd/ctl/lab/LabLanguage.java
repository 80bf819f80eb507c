package dev.raftd.ctl.lab;

import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import dev.raftd.ctl.shell.Language;
import dev.raftd.lab.Lab;
import dev.raftd.lab.Lab.Answer;
import dev.raftd.lab.Lab.Branch;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The lines of `raftctl lab`: directives of the interaction language, and the lab's own commands.
public final class LabLanguage implements Language {
    private static final int USAGE = 2;
    private static final int IO_ERROR = 74;
    /// Changes behind the directive, where the language has them on a line of their own.
    private static final Pattern CHANGES_BEHIND = Pattern.compile("(propose-conf-change\\s.*?)((?:\\s+[vlru]\\d+)+)\\s*");

    private final Lab lab;
    private final Out out;
    private final Out err;
    private final Pen pen;
    private final Manual manual;
    private final Completions completions;
    /// The directive whose input comes next; empty where there is none.
    private String pending = "";

    public LabLanguage(Lab lab, Out out, Out err, Pen pen) {
        this(lab, out, err, pen, Manual.ofLab());
    }

    LabLanguage(Lab lab, Out out, Out err, Pen pen, Manual manual) {
        this.lab = lab;
        this.out = out;
        this.err = err;
        this.pen = pen;
        this.manual = manual;
        this.completions = new Completions(manual, lab);
    }

    @Override
    public String prompt() {
        if (!pending.isEmpty())
            return "changes, such as v4 l5 r1; none leaves a joint configuration> ";
        String branch = lab.branch().equals(Lab.FIRST_BRANCH) ? "" : " " + lab.branch();
        return "lab" + branch + " " + lab.size() + "> ";
    }

    boolean isInsideDirective() {
        return !pending.isEmpty();
    }

    @Override
    public boolean ends(String line) {
        return pending.isEmpty() && Language.super.ends(line);
    }

    @Override
    public Stream<String> candidates(List<String> before, String word) {
        return pending.isEmpty() ? completions.of(before, word) : Stream.of();
    }

    @Override
    public void dropped() {
        pending = "";
    }

    @Override
    public int end() {
        return pending.isEmpty() ? 0 : refuse("'" + pending + "' lacks its changes", "give them on the next line, or behind it");
    }

    @Override
    public int run(String line) {
        String text = line.strip();
        if (!pending.isEmpty()) {
            String directive = pending;
            pending = "";
            return directive(directive, text);
        }
        if (text.isEmpty())
            return 0;
        if (text.startsWith("#")) {
            lab.comment(text);
            return 0;
        }
        return command(text, List.of(text.split("\\s+")));
    }

    private int command(String line, List<String> words) {
        return switch (words.getFirst()) {
            case "help" -> help(words);
            case "draw" -> print(draw());
            case "diagram" -> diagram(words);
            case "undo" -> undo(words);
            case "branch" -> branch(words);
            case "switch" -> switchTo(words);
            case "branches" -> branches();
            case "save" -> save(words);
            default -> directive(line);
        };
    }

    private int directive(String line) {
        Matcher changes = CHANGES_BEHIND.matcher(line);
        if (changes.matches())
            return directive(changes.group(1), changes.group(2).strip().replaceAll("\\s+", " "));
        if (!Lab.takesInput(line))
            return directive(line, "");
        pending = line;
        return 0;
    }

    private int directive(String line, String input) {
        Answer answer = lab.run(line, input);
        String name = line.split("\\s+")[0];
        if (!answer.done())
            return refuse(answer.text(), manual.page(name) == null ? "see 'help'" : "see 'help " + name + "'");
        return print(answer.text());
    }

    private int print(String text) {
        out.line(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
        return 0;
    }

    private int refuse(String sentence, String next) {
        return fail(USAGE, "usage", sentence, next);
    }

    private int fail(int status, String code, String sentence, String next) {
        err.line(Printable.line("raftctl: " + code + ": " + sentence + "; " + next));
        return status;
    }

    private int wrong(String command) {
        Manual.Page page = manual.page(command);
        return refuse("the command is: " + (page == null ? command : page.usage()), "see 'help " + command + "'");
    }

    // the lab's own commands

    private int help(List<String> words) {
        if (words.size() == 1)
            return print(manual.list());
        Manual.Page page = manual.page(words.get(1));
        return page == null ? refuse("there is no command " + words.get(1), "see 'help'") : print(Manual.explain(page));
    }

    String draw() {
        return new LogPicture(lab, pen).draw();
    }

    private int diagram(List<String> words) {
        SequenceDiagram diagram = new SequenceDiagram(lab.nodes().size(), lab.events(), pen);
        if (words.size() == 1)
            return print(diagram.draw());
        return words.size() == 2 && words.get(1).equals("--mermaid") ? print(diagram.mermaid()) : wrong("diagram");
    }

    private int undo(List<String> words) {
        if (words.size() > 2 || words.size() == 2 && !words.get(1).matches("[1-9]\\d{0,8}"))
            return wrong("undo");
        int undone = lab.undo(words.size() == 1 ? 1 : Integer.parseInt(words.get(1)));
        return print(undone + " taken back, " + lab.size() + " left");
    }

    private int branch(List<String> words) {
        if (words.size() != 2)
            return wrong("branch");
        String from = lab.branch();
        String name = words.get(1);
        if (!lab.branch(name))
            return refuse("there is a branch " + name + " already", "go to it with 'switch " + name + "'");
        return print("in branch " + name + ", which leaves " + from + " after " + lab.size() + " directives");
    }

    private int switchTo(List<String> words) {
        if (words.size() != 2)
            return wrong("switch");
        if (!lab.switchTo(words.get(1)))
            return refuse("there is no branch " + words.get(1), "see 'branches'");
        return print("in branch " + lab.branch() + ", after " + lab.size() + " directives");
    }

    private int branches() {
        for (Branch b : lab.branches())
            out.line((b.isCurrent() ? "* " : "  ") + b.name() + "  " + b.steps() + " directives");
        return 0;
    }

    private int save(List<String> words) {
        boolean force = words.size() == 3 && words.get(2).equals("--force");
        if (words.size() != 2 && !force)
            return wrong("save");
        String name = words.get(1);
        try {
            Files.writeString(Path.of(name), lab.scenario(), StandardOpenOption.WRITE,
                    force ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (FileAlreadyExistsException e) {
            return fail(USAGE, "file_exists", name + " is there already", "give another name, or 'save " + name + " --force'");
        } catch (IOException | InvalidPathException e) {
            boolean isNowhere = e instanceof NoSuchFileException;
            return fail(IO_ERROR, "io", "cannot write " + name + ": " + (isNowhere ? "there is no such directory" : e.getMessage()),
                    "give another name");
        }
        return print(name + ": " + lab.size() + " directives; run it with 'raftctl lab run " + name + "'");
    }
}
