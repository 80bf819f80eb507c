package dev.raftd.lab;

import dev.raftd.InvariantError;
import dev.raftd.lab.LabEvent.Fate;
import dev.raftd.lab.LabEvent.Passed;
import dev.raftd.raftpb.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A group that is tried out by hand: directives run as they come, can be taken back, and go on in branches beside each other.
///
/// A state is what its directives lead to: to take one back is to run those before it again. Nothing else decides it, so that what was
/// saved runs the same.
public final class Lab {
    public static final String FIRST_BRANCH = "main";
    private static final String TYPED = "line";

    private final Map<String, List<Step>> branches = new LinkedHashMap<>();
    private String branch = FIRST_BRANCH;
    private List<Step> steps = new ArrayList<>();
    private int floor;
    private List<String> comments = new ArrayList<>();
    private InteractionSuite suite = new InteractionSuite();

    /// A directive that ran.
    ///
    /// @param lines its own, with its comments and its input
    private record Step(List<String> lines, Directive directive, String output) {}

    /// What became of a line.
    ///
    /// @param done whether it ran, whatever it printed; else the state is as it was before
    /// @param text what it printed, or why it did not run
    public record Answer(boolean done, String text) {}

    /// A branch and how many directives lead to its end.
    public record Branch(String name, int steps, boolean isCurrent) {}

    public Lab() {
        branches.put(branch, steps);
    }

    /// Every command of the language.
    public static Set<String> commands() {
        return InteractionSuite.COMMANDS;
    }

    // lines

    /// Whether the line is a directive that has its input on the next.
    public static boolean takesInput(String line) {
        return line.strip().equals("propose-conf-change") || line.strip().startsWith("propose-conf-change ");
    }

    /// A line that says something to the reader of the saved file.
    public void comment(String line) {
        comments.add(line);
    }

    /// Runs one directive.
    ///
    /// @param input of the directive, empty for none
    public Answer run(String line, String input) {
        if (line.endsWith("\\") || input.contains("\n"))
            return new Answer(false, "a directive is one line here, and its input another");
        try {
            List<DataFile.Block> blocks = DataDriven.parse(TYPED, line + "\n" + input + "\n").blocks();
            if (blocks.size() != 1)
                return new Answer(false, "this is no directive");
            return run(blocks.getFirst());
        } catch (DataFileException e) {
            return new Answer(false, String.valueOf(e.getMessage()).replaceFirst("^" + TYPED + ":\\d+: ", ""));
        }
    }

    private Answer run(DataFile.Block block) {
        Directive directive = block.directive();
        if (!InteractionSuite.COMMANDS.contains(directive.command()))
            return new Answer(false, "there is no command " + directive.command());
        try {
            String output = suite.run(directive);
            List<String> lines = new ArrayList<>(comments);
            lines.addAll(block.lines().stream().filter(l -> !l.isBlank()).toList());
            steps.add(new Step(List.copyOf(lines), directive, output));
            comments.clear();
            return new Answer(true, output);
        } catch (TestFailureException e) {
            again();
            return new Answer(false, String.valueOf(e.getMessage()));
        } catch (InvariantError e) {
            again();
            return new Answer(false, "this breaks an invariant: " + e.getMessage());
        }
    }

    /// Runs a file's directives.
    ///
    /// @return what differs from what the file expects, or does not run, and then ends it; empty if nothing
    public String load(String path, String text) throws DataFileException, TestFailureException {
        DataFile file = DataDriven.parse(path, text);
        if (!file.blocks().isEmpty() && SuiteKind.of(file) != SuiteKind.INTERACTION)
            throw new TestFailureException(path + ": no scenario of nodes and messages");
        String different = "";
        for (DataFile.Block block : file.blocks()) {
            Answer answer = run(block);
            String position = block.directive().position() + ": ";
            if (!answer.done)
                return position + answer.text;
            if (different.isEmpty() && !DataDriven.ended(answer.text).equals(block.expected()))
                different = position + block.directive().command() + " prints something else than the file expects";
        }
        return different;
    }

    // back, and beside

    public int size() {
        return steps.size();
    }

    /// What is there now is not to be taken back.
    public void keep() {
        floor = steps.size();
    }

    /// Takes the last directives back, as many as there are.
    ///
    /// @return how many
    public int undo(int count) {
        int kept = Math.max(floor, steps.size() - Math.max(count, 0));
        int undone = steps.size() - kept;
        steps.subList(kept, steps.size()).clear();
        again();
        return undone;
    }

    /// Begins another branch, which goes on from here.
    ///
    /// @return false if there is one of that name
    public boolean branch(String name) {
        if (branches.containsKey(name))
            return false;
        steps = new ArrayList<>(steps);
        branches.put(name, steps);
        branch = name;
        return true;
    }

    /// Goes to the end of a branch.
    ///
    /// @return false if there is none of that name
    public boolean switchTo(String name) {
        List<Step> others = branches.get(name);
        if (others == null)
            return false;
        branch = name;
        steps = others;
        again();
        return true;
    }

    public List<Branch> branches() {
        return branches.entrySet().stream().map(e -> new Branch(e.getKey(), e.getValue().size(), e.getKey().equals(branch))).toList();
    }

    public String branch() {
        return branch;
    }

    private void again() {
        comments.clear();
        suite = new InteractionSuite();
        try {
            for (Step step : steps) {
                suite.run(step.directive);
            }
        } catch (TestFailureException e) {
            throw new IllegalStateException("what ran once runs again", e);
        }
    }

    /// The directives with what they printed: a scenario file.
    public String scenario() {
        StringBuilder text = new StringBuilder();
        steps.forEach(step -> DataDriven.append(text, step.lines, DataDriven.ended(step.output)));
        comments.forEach(line -> text.append(line).append('\n'));
        return DataDriven.withoutBlankEnd(text);
    }

    // the state

    public List<NodeState> nodes() {
        return suite.group.nodes.stream().map(LabNode::view).toList();
    }

    /// The messages on their way between nodes, in order.
    public List<Message> messages() {
        return suite.group.network.underWay().stream().filter(m -> !LabNetwork.isLocal(m)).toList();
    }

    /// Such as `1 2 | 3`; empty where there is no partition.
    public String partition() {
        return suite.group.network.partition();
    }

    /// What happened since the last stable state, and then what is on its way.
    public List<LabEvent> events() {
        List<LabEvent> events = new ArrayList<>(suite.group.history.events());
        messages().forEach(m -> events.add(new Passed(m, Fate.UNDER_WAY)));
        return List.copyOf(events);
    }
}
