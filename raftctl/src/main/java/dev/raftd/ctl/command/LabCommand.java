package dev.raftd.ctl.command;

import dev.raftd.ctl.command.CommandTree.Configured;
import dev.raftd.ctl.lab.LabLanguage;
import dev.raftd.ctl.lab.Pen;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Style;
import dev.raftd.lab.DataFileException;
import dev.raftd.lab.Lab;
import dev.raftd.lab.TestFailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "lab", description = {"Lets you play with a Raft group in one thread, on the code that raftd runs.",
        "Takes directives of etcd-io/raft's test language from the terminal, or one a line from standard input, and prints what a scenario"
                + " file has below them. Beyond that language: partitions, crashes, undo, branches, pictures; 'help' lists everything.",
        "'lab learn' begins with lessons."})
final class LabCommand implements Callable<Integer>, Configured {
    private final Invocation invocation;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A scenario file to go on from.")
    private @Nullable Path file;

    LabCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void configure(CommandLine self) {
        self.addSubcommand("run", new LabRunCommand(invocation));
        self.addSubcommand("learn", new LabLearnCommand(invocation));
    }

    @Override
    public Integer call() throws CommandException {
        Session session = invocation.session();
        Lab lab = new Lab();
        String different = file == null ? "" : load(lab, file);
        return Conversation.hold(session, "lab", out -> language(session, lab, out, different));
    }

    private LabLanguage language(Session session, Lab lab, Out out, String different) {
        Out err = session.isTerminal() ? out : session.err();
        LabLanguage language = new LabLanguage(lab, out, err, pen(session, out));
        if (session.isTerminal())
            out.line(Style.FAINT, "a Raft group in one thread; 'help' lists commands, Ctrl-D leaves");
        if (!different.isEmpty())
            err.line("raftctl: different: " + different + "; the lab goes on with what ran");
        if (session.isTerminal() && lab.size() > 0)
            language.run("draw");
        return language;
    }

    static Pen pen(Session session, Out out) {
        return session.isTerminal() ? Pen.forTerminal(session.environment(), out.colour()) : Pen.PLAIN;
    }

    private static String load(Lab lab, Path file) throws CommandException {
        try {
            return lab.load(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw SavedFile.io("cannot read " + file, e);
        } catch (DataFileException | TestFailureException e) {
            throw CommandException.usage("no_scenario", String.valueOf(e.getMessage()), "give a scenario of nodes and messages");
        }
    }
}
