package dev.raftd.ctl.command;

import dev.raftd.ctl.replay.Player;
import dev.raftd.ctl.replay.ReplayLanguage;
import dev.raftd.ctl.replay.SequenceChart;
import dev.raftd.ctl.replay.TlaExport;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Style;
import dev.raftd.ctl.view.RecordingView;
import dev.raftd.ctl.view.RecordingView.Checked;
import dev.raftd.trace.Recording;
import dev.raftd.trace.RecordingException;
import dev.raftd.trace.Replay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "replay", description = {"Goes through recordings of members again, event by event, in this program's own Raft core.",
        "Each Ready is compared with the recorded one; the first difference is named. Recordings of several members are merged: a message is sent before it is received.",
        "Takes commands from the terminal, or one a line from standard input; 'help' lists them."})
final class ReplayCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Recordings: of 'record save', or of 'raftd start --record'.")
    private List<Path> files = List.of();

    @Option(names = "--command", paramLabel = "LINE", description = "Run this line instead of asking for some; may be given again.")
    private List<String> commands = List.of();

    @Option(names = "--check", description = "Replay everything, and exit with 1 if a Ready is not the recorded one.")
    private boolean check;

    @Option(names = "--mermaid", description = "Print the messages as a sequence diagram in Mermaid's language.")
    private boolean mermaid;

    @Option(names = "--heartbeats", description = "With --mermaid: heartbeats and their answers, too.")
    private boolean heartbeats;

    @Option(names = "--last", paramLabel = "N", defaultValue = "500", description = "With --mermaid: the last N lines (default: ${DEFAULT-VALUE}).")
    private int last;

    @Option(names = "--tla", description = "Print all members' steps as the trace that etcd-io/raft's TLA+ trace specification reads.")
    private boolean tla;

    ReplayCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException {
        if ((check ? 1 : 0) + (mermaid ? 1 : 0) + (tla ? 1 : 0) + (commands.isEmpty() ? 0 : 1) > 1)
            throw CommandException.usage("usage", "--check, --mermaid, --tla and --command exclude one another", "give one of them");
        if (last < 1)
            throw CommandException.usage("usage", "--last is a number from 1", "see 'raftctl replay --help'");
        List<Recording> recordings = RecordingFiles.read(files);
        try {
            return check ? check(recordings) : with(player(recordings));
        } catch (RecordingException e) {
            throw RecordingFiles.damaged("a recording", e);
        }
    }

    private static Player player(List<Recording> recordings) throws CommandException, RecordingException {
        try {
            return new Player(recordings);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage("usage", String.valueOf(e.getMessage()), "give recordings of one cluster");
        }
    }

    private int with(Player player) throws CommandException, RecordingException {
        Out out = invocation.out();
        if (mermaid) {
            new SequenceChart(player, last, heartbeats).print(out::line);
            return ExitCode.OK;
        }
        if (tla) {
            requireWhole(player);
            new TlaExport(player).write(out::line);
            return ExitCode.OK;
        }
        if (commands.isEmpty())
            return Conversation.hold(invocation.session(), "replay", terminal -> language(player, terminal));
        ReplayLanguage language = new ReplayLanguage(player, out, invocation.session().err());
        int status = ExitCode.OK;
        for (String command : commands) {
            int result = language.ends(command) ? ExitCode.OK : language.run(command);
            status = status == ExitCode.OK ? result : status;
        }
        return status;
    }

    private static void requireWhole(Player player) throws CommandException {
        String gap = player.gap();
        if (gap != null)
            throw CommandException.usage("gap", gap, "a trace needs every step: give a recording without gaps");
    }

    private ReplayLanguage language(Player player, Out out) {
        boolean terminal = invocation.session().isTerminal();
        ReplayLanguage language = new ReplayLanguage(player, out, terminal ? out : invocation.session().err());
        if (terminal)
            out.line(Style.FAINT, player.summary() + "; 'help' lists commands, Ctrl-D leaves");
        return language;
    }

    private int check(List<Recording> recordings) throws RecordingException {
        List<Checked> checked = new ArrayList<>();
        for (Recording recording : recordings)
            checked.add(check(recording));
        boolean same = checked.stream().allMatch(c -> c.difference() == null);
        invocation.show(new RecordingView.Report(same, checked), RecordingView::print);
        return same ? ExitCode.OK : ExitCode.REFUSED;
    }

    private static Checked check(Recording recording) throws RecordingException {
        Replay replay = new Replay(recording);
        long events = 0;
        String difference = null;
        long at = 0;
        for (Replay.Step step = replay.next(); step != null && difference == null; step = replay.next()) {
            events++;
            difference = step.difference();
            at = difference == null ? 0 : step.event().seq();
        }
        return new Checked(recording.about().node(), events, at, difference);
    }
}
