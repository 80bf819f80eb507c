package dev.raftd.ctl.command;

import dev.raftd.ctl.lab.LessonLanguage;
import dev.raftd.ctl.output.Out;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "learn", description = {"Teaches Raft by tasks in the lab, whose fulfilment is checked.",
        "Lessons: election, replication, figure8, probing, joint, reads. In a lesson 'task', 'hint', 'solution', 'retry', 'next' and"
                + " 'quit' lead on; all commands of the lab work."})
final class LabLearnCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(arity = "0..1", paramLabel = "LESSON", completionCandidates = Lessons.class, //
            description = "The lesson to begin with. Default: election.")
    private String lesson = "election";

    LabLearnCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    /// The names, for completion.
    static final class Lessons implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return LessonLanguage.lessons().iterator();
        }
    }

    @Override
    public Integer call() throws CommandException {
        Session session = invocation.session();
        List<String> lessons = LessonLanguage.lessons();
        if (!lessons.contains(lesson))
            throw CommandException.usage("usage", "there is no lesson " + lesson, "give one of " + String.join(", ", lessons));
        return Conversation.hold(session, "lab", out -> {
            Out err = session.isTerminal() ? out : session.err();
            return new LessonLanguage(lesson, out, err, LabCommand.pen(session, out)).begin();
        });
    }
}
